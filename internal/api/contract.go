package api

import (
	"encoding/json"
	"fmt"

	"gopkg.in/yaml.v3"
)

func contractAsYAML() ([]byte, error) {
	var doc any
	if err := json.Unmarshal(Contract, &doc); err != nil {
		return nil, fmt.Errorf("read contract: %w", err)
	}
	return yaml.Marshal(doc)
}
