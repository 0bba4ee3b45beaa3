package orders

import "context"

// PicturesInUse says which of the pictures, given by their keys, something was
// sold with: an order shows them for as long as it is there.
func (s *Service) PicturesInUse(ctx context.Context, keys []string) ([]string, error) {
	return s.q.PicturesInUse(ctx, s.pool, keys)
}
