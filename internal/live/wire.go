package live

import (
	"encoding/json"
	"fmt"
)

// notify sends texts to all processes when its transaction commits; equal ones
// once. PostgreSQL allows each 8000 bytes.
const notify = "SELECT pg_notify('" + channel + "', told) FROM unnest($1::text[]) told"

// told is a notice on its way between processes.
type told struct {
	To Topic `json:"to"`
	Notice
}

func encode(list []told) ([]string, error) {
	out := make([]string, len(list))
	for i, t := range list {
		b, err := json.Marshal(t)
		if err != nil {
			return nil, fmt.Errorf("encode notice: %w", err)
		}
		out[i] = string(b)
	}
	return out, nil
}

func decode(payload string) (told, error) {
	var t told
	if err := json.Unmarshal([]byte(payload), &t); err != nil {
		return t, fmt.Errorf("decode notice: %w", err)
	}
	return t, nil
}
