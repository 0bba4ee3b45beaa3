package media

import (
	"regexp"
	"strings"
)

var rendition = regexp.MustCompile(`^([a-z2-7]{2}/[a-z2-7]{26})-[0-9]{1,5}\.webp$`)

// KeyAt returns the key of the picture that is at a path of Renditions, and
// whether it is one.
func KeyAt(path string) (key string, ok bool) {
	name, ours := strings.CutPrefix(path, urlPrefix)
	m := rendition.FindStringSubmatch(name)
	if !ours || m == nil {
		return "", false
	}
	return m[1], true
}
