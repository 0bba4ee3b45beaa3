package media

// Image is a stored picture. Width and Height are pixels of the upright
// picture as it was given. Its JSON form is kept by other modules.
type Image struct {
	Key    string `json:"key"`
	Width  int    `json:"width"`
	Height int    `json:"height"`
	Alt    string `json:"alt"`
	Focus  *Focus `json:"focus,omitempty"` // nil: the middle
}

// Focus is the point that stays in sight where a picture is cropped, in percent
// of its width and height.
type Focus struct {
	X int `json:"x"`
	Y int `json:"y"`
}

// Rendition is one width of a picture. URL is a path on this server.
type Rendition struct {
	URL   string
	Width int
}

var renditionWidths = []int{320, 640, 1200}

// Renditions are the widths img is stored in, narrowest first. None is wider
// than the picture; the widest is the picture's own width up to 1200 pixels.
func Renditions(img Image) []Rendition {
	widths := widthsOf(img.Width)
	list := make([]Rendition, len(widths))
	for i, w := range widths {
		list[i] = Rendition{URL: urlPrefix + blobName(img.Key, w), Width: w}
	}
	return list
}

func widthsOf(width int) []int {
	widest := min(width, renditionWidths[len(renditionWidths)-1])
	var widths []int
	for _, w := range renditionWidths {
		if w < widest {
			widths = append(widths, w)
		}
	}
	return append(widths, widest)
}
