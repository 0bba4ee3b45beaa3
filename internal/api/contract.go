package api

import (
	"encoding/json"
	"fmt"
	"sync"

	"gopkg.in/yaml.v3"
)

// contractAsYAML is made when somebody first asks for it. The contract is built in, so
// that a broken one is our mistake.
var contractAsYAML = sync.OnceValue(func() []byte {
	var doc any
	if err := json.Unmarshal(Contract, &doc); err != nil {
		panic(fmt.Errorf("read contract: %w", err))
	}
	text, err := yaml.Marshal(doc)
	if err != nil {
		panic(fmt.Errorf("write contract: %w", err))
	}
	return text
})

func contractAsJSON() []byte { return Contract }
