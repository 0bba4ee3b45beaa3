package media

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
)

const sources = "sources/"

// Remember notes that img is the picture found at source, an address somewhere
// else, so that it need not be fetched again. The last note counts, for a month.
func (s *Service) Remember(ctx context.Context, source string, img Image) error {
	note, err := json.Marshal(img)
	if err != nil {
		return fmt.Errorf("remember picture: %w", err)
	}
	return s.bucket.write(ctx, noteName(source), note, nil)
}

// Recall returns what Remember noted about source, and whether it did and the
// picture is still there.
func (s *Service) Recall(ctx context.Context, source string) (Image, bool, error) {
	note, err := s.bucket.read(ctx, noteName(source))
	if errors.Is(err, errNoFile) {
		return Image{}, false, nil
	}
	if err != nil {
		return Image{}, false, err
	}
	var img Image
	if err := json.Unmarshal(note, &img); err != nil {
		return Image{}, false, fmt.Errorf("recall picture: %w", err)
	}
	stored, err := s.has(ctx, img)
	return img, stored, err
}

func noteName(source string) string { return sources + keyOf([]byte(source)) + ".json" }
