package media

import (
	"context"
	"encoding/json"
	"fmt"

	"gocloud.dev/gcerrors"
)

// Remember notes that img is the picture found at source, an address somewhere
// else, so that it need not be fetched again. The last note counts.
func (s *Service) Remember(ctx context.Context, source string, img Image) error {
	note, err := json.Marshal(img)
	if err != nil {
		return fmt.Errorf("remember picture: %w", err)
	}
	if err := s.bucket.WriteAll(ctx, noteName(source), note, nil); err != nil {
		return fmt.Errorf("remember picture: %w", err)
	}
	return nil
}

// Recall returns what Remember noted about source, and whether it did.
func (s *Service) Recall(ctx context.Context, source string) (Image, bool, error) {
	note, err := s.bucket.ReadAll(ctx, noteName(source))
	if gcerrors.Code(err) == gcerrors.NotFound {
		return Image{}, false, nil
	}
	if err != nil {
		return Image{}, false, fmt.Errorf("recall picture: %w", err)
	}
	var img Image
	if err := json.Unmarshal(note, &img); err != nil {
		return Image{}, false, fmt.Errorf("recall picture: %w", err)
	}
	return img, true, nil
}

func noteName(source string) string { return "sources/" + keyOf([]byte(source)) + ".json" }
