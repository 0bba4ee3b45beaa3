package broker

import (
	"fmt"
	"testing"
)

func TestWaves(t *testing.T) {
	t.Parallel()
	var list []outgoing
	for _, key := range []string{"a", "b", "a", "c", "a", "b"} {
		list = append(list, outgoing{key: key})
	}
	if got, want := fmt.Sprint(waves(list)), "[[0 1 3] [2 5] [4]]"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got := waves(nil); got != nil {
		t.Errorf("nothing makes the waves %v", got)
	}
}
