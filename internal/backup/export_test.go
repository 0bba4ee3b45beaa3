package backup

import "context"

// SumOf is the checksum that ends a name.
var SumOf = sumOf

// The archive's parts, for tests of its arithmetic.
type Piece = piece

func NewPiece(from, to LSN) piece { return piece{from: from, to: to} }

func (p piece) Ends() (from, to LSN) { return p.from, p.to }

var Chain = chain

// PutSealed and GetSealed reach single objects.
func (s *Store) PutSealed(ctx context.Context, name string, content []byte) (string, error) {
	return s.putSealed(ctx, name, content)
}

func (s *Store) GetSealed(ctx context.Context, key string) ([]byte, error) {
	return s.getSealed(ctx, key)
}
