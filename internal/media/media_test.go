package media_test

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/gen2brain/webp"
	xwebp "golang.org/x/image/webp"

	"rialto/internal/errs"
	"rialto/internal/media"
	"rialto/internal/media/s3test"
)

func TestMain(m *testing.M) { s3test.Main(m) }

// backend makes places for files.
type backend func(t *testing.T) string

func (b backend) setup(t *testing.T) *media.Service {
	t.Helper()
	s, err := media.Open(context.Background(), b(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func folder(t *testing.T) string { return t.TempDir() }

// onEach runs a test on a folder and on a real S3 server: whatever holds for one
// store of files holds for the other.
func onEach(t *testing.T, test func(*testing.T, backend)) {
	t.Run("folder", func(t *testing.T) {
		t.Parallel()
		test(t, folder)
	})
	t.Run("S3", func(t *testing.T) {
		t.Parallel()
		server := s3test.Start(t)
		test(t, func(t *testing.T) string { return server.Bucket(t) })
	})
}

// corners is a picture whose top left quarter alone is red.
func corners(w, h int) *image.NRGBA {
	p := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			c := color.NRGBA{0, 0, 255, 255}
			if x < w/2 && y < h/2 {
				c = color.NRGBA{255, 0, 0, 255}
			}
			p.SetNRGBA(x, y, c)
		}
	}
	return p
}

func asPNG(t *testing.T, p image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, p); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func asJPEG(t *testing.T, p image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, p, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// exif is a TIFF structure that holds an orientation and a secret.
func exif(order binary.AppendByteOrder, orientation uint16) []byte {
	b := []byte("MM")
	if order.String() == "LittleEndian" {
		b = []byte("II")
	}
	b = order.AppendUint16(b, 42)
	b = order.AppendUint32(b, 8)
	b = order.AppendUint16(b, 1)
	b = order.AppendUint16(b, 0x0112)
	b = order.AppendUint16(b, 3)
	b = order.AppendUint32(b, 1)
	b = order.AppendUint16(b, orientation)
	b = append(b, 0, 0, 0, 0, 0, 0)
	return append(b, "GPS: at home"...)
}

func jpegWithExif(t *testing.T, p image.Image, tiff []byte) []byte {
	content := asJPEG(t, p)
	segment := append([]byte{0xff, 0xe1}, binary.BigEndian.AppendUint16(nil, uint16(len(tiff)+8))...)
	segment = append(append(segment, "Exif\x00\x00"...), tiff...)
	return append(append(content[:2:2], segment...), content[2:]...)
}

func pngChunk(kind string, body []byte) []byte {
	b := binary.BigEndian.AppendUint32(nil, uint32(len(body)))
	b = append(append(b, kind...), body...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[4:]))
}

func put(t *testing.T, s *media.Service, content []byte) media.Image {
	t.Helper()
	img, err := s.Put(context.Background(), bytes.NewReader(content), "a test")
	if err != nil {
		t.Fatal(err)
	}
	return img
}

func get(s http.Handler, method, url string, header ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, "http://shop.test/", nil)
	r.URL.Path = url // as a client may send it, unclean
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w
}

func served(t *testing.T, s *media.Service, r media.Rendition) image.Image {
	t.Helper()
	w := get(s, "GET", r.URL)
	if w.Code != http.StatusOK {
		t.Fatalf("GET %s = %d", r.URL, w.Code)
	}
	p, err := xwebp.Decode(w.Body)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestPut(t *testing.T) { t.Parallel(); onEach(t, testPut) }

func testPut(t *testing.T, b backend) {
	t.Run("stores the widths up to the picture's own", func(t *testing.T) {
		t.Parallel()
		s := b.setup(t)
		for _, tt := range []struct {
			w, h int
			want []int
		}{
			{100, 50, []int{100}},
			{320, 10, []int{320}},
			{1000, 500, []int{320, 640, 1000}},
			{1600, 400, []int{320, 640, 1200}},
			{2, 900, []int{2}},
		} {
			img := put(t, s, asPNG(t, corners(tt.w, tt.h)))
			if img.Width != tt.w || img.Height != tt.h || img.Alt != "a test" {
				t.Errorf("%dx%d became %+v", tt.w, tt.h, img)
			}
			list := media.Renditions(img)
			if len(list) != len(tt.want) {
				t.Fatalf("renditions of %dx%d: %v, want %v", tt.w, tt.h, list, tt.want)
			}
			for i, r := range list {
				b := served(t, s, r).Bounds()
				height := max(1, (tt.h*b.Dx()+tt.w/2)/tt.w)
				if r.Width != tt.want[i] || b.Dx() != r.Width || b.Dy() != height {
					t.Errorf("rendition %v of %dx%d is %v, want %d high", r, tt.w, tt.h, b, height)
				}
			}
		}
	})
	t.Run("keeps transparency", func(t *testing.T) {
		t.Parallel()
		s := b.setup(t)
		p := image.NewNRGBA(image.Rect(0, 0, 400, 400))
		for i := 0; i < len(p.Pix)/2; i += 4 {
			copy(p.Pix[i:], []byte{0, 200, 0, 255})
		}
		for _, r := range media.Renditions(put(t, s, asPNG(t, p))) {
			got := served(t, s, r)
			if _, _, _, a := got.At(5, 5).RGBA(); a != 0xffff {
				t.Errorf("opaque half of %v has alpha %x", r, a)
			}
			if _, _, _, a := got.At(5, r.Width-5).RGBA(); a != 0 {
				t.Errorf("transparent half of %v has alpha %x", r, a)
			}
		}
	})
	t.Run("stores the same picture once", func(t *testing.T) {
		t.Parallel()
		s := b.setup(t)
		content := asPNG(t, corners(700, 700))
		first := put(t, s, content)
		before := files(t, s)
		second, err := s.Put(context.Background(), bytes.NewReader(content), "other words")
		if err != nil {
			t.Fatal(err)
		}
		if second.Key != first.Key || second.Alt != "other words" {
			t.Errorf("second time %+v, first %+v", second, first)
		}
		if after := files(t, s); after != before {
			t.Errorf("files were %s, are %s", before, after)
		}
	})
	t.Run("completes a picture that was half stored", func(t *testing.T) {
		t.Parallel()
		s := b.setup(t)
		content := asPNG(t, corners(700, 700))
		img := put(t, s, content)
		list := media.Renditions(img)
		widest := strings.TrimPrefix(list[len(list)-1].URL, "/media/")
		if err := s.RemoveFile(context.Background(), widest); err != nil {
			t.Fatal(err)
		}
		put(t, s, content)
		for _, r := range list {
			served(t, s, r)
		}
	})
	t.Run("works on many at once", func(t *testing.T) {
		t.Parallel()
		s := b.setup(t)
		content := asPNG(t, corners(500, 500))
		done := make(chan error)
		for range 8 {
			go func() {
				_, err := s.Put(context.Background(), bytes.NewReader(content), "")
				done <- err
			}()
		}
		for range 8 {
			if err := <-done; err != nil {
				t.Error(err)
			}
		}
	})
}

func files(t *testing.T, s *media.Service) string {
	t.Helper()
	all, err := s.Files(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, name := range slices.Sorted(maps.Keys(all)) {
		list = append(list, name+" "+all[name].String())
	}
	return strings.Join(list, "\n")
}

func TestPutTurnsPicturesUpright(t *testing.T) { t.Parallel(); onEach(t, testPutTurnsPicturesUpright) }

func testPutTurnsPicturesUpright(t *testing.T, b backend) {
	// Where the red top left quarter is to be, for each orientation.
	red := [...]image.Point{{}, {0, 0}, {1, 0}, {1, 1}, {0, 1}, {0, 0}, {1, 0}, {1, 1}, {0, 1}}
	pngOf := func(t *testing.T, tiff []byte) []byte {
		content := asPNG(t, corners(60, 40))
		const header = 8 + 25
		return append(append(content[:header:header], pngChunk("eXIf", tiff)...), content[header:]...)
	}
	webpOf := func(t *testing.T, tiff []byte) []byte {
		var b bytes.Buffer
		if err := webp.Encode(&b, corners(60, 40), webp.Options{Lossless: true}); err != nil {
			t.Fatal(err)
		}
		vp8x := append([]byte("VP8X"), 10, 0, 0, 0, 8, 0, 0, 0, 59, 0, 0, 39, 0, 0)
		meta := append([]byte("EXIF"), binary.LittleEndian.AppendUint32(nil, uint32(len(tiff)))...)
		body := append(append(append([]byte("WEBP"), vp8x...), b.Bytes()[12:]...), append(meta, tiff...)...)
		return append(append([]byte("RIFF"), binary.LittleEndian.AppendUint32(nil, uint32(len(body)))...), body...)
	}
	for name, with := range map[string]func(*testing.T, []byte) []byte{
		"jpeg": func(t *testing.T, tiff []byte) []byte { return jpegWithExif(t, corners(60, 40), tiff) },
		"png":  pngOf,
		"webp": webpOf,
	} {
		for o := uint16(1); o <= 8; o++ {
			order := binary.AppendByteOrder(binary.BigEndian)
			if o%2 == 0 {
				order = binary.LittleEndian
			}
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				s := b.setup(t)
				img := put(t, s, with(t, exif(order, o)))
				w, h := 60, 40
				if o >= 5 {
					w, h = h, w
				}
				if img.Width != w || img.Height != h {
					t.Fatalf("orientation %d: %dx%d, want %dx%d", o, img.Width, img.Height, w, h)
				}
				p := served(t, s, media.Renditions(img)[0])
				for _, q := range []image.Point{{0, 0}, {1, 0}, {0, 1}, {1, 1}} {
					r, _, b, _ := p.At(w/4+q.X*w/2, h/4+q.Y*h/2).RGBA()
					if (r > b) != (q == red[o]) {
						t.Errorf("orientation %d: quarter %v is red=%v", o, q, r > b)
					}
				}
				for _, r := range media.Renditions(img) {
					content, err := s.ReadFile(context.Background(), strings.TrimPrefix(r.URL, "/media/"))
					if err != nil || bytes.Contains(content, []byte("GPS")) {
						t.Errorf("metadata was kept, or %v", err)
					}
				}
			})
		}
	}
}

func TestPutRefuses(t *testing.T) { t.Parallel(); onEach(t, testPutRefuses) }

func testPutRefuses(t *testing.T, b backend) {
	var animated bytes.Buffer
	if err := gif.Encode(&animated, corners(9, 9), nil); err != nil {
		t.Fatal(err)
	}
	whole, photo := asPNG(t, corners(200, 200)), asJPEG(t, corners(200, 200))
	const header = 8 + 25
	moving := append(append(whole[:header:header], pngChunk("acTL", make([]byte, 8))...), whole[header:]...)
	movingWebP := append([]byte("RIFF\x40\x00\x00\x00WEBPVP8X\x0a\x00\x00\x00\x02"), make([]byte, 64)...)
	scans := slices.Concat(photo, bytes.Repeat([]byte("\xff\xda"), 101))
	var archive bytes.Buffer
	z := zip.NewWriter(&archive)
	if f, err := z.Create("run.me"); err != nil || z.Close() != nil {
		t.Fatal(f, err)
	}
	for name, tt := range map[string]struct {
		content []byte
		want    error
	}{
		"nothing":                     {nil, media.ErrType},
		"text named as a picture":     {[]byte("<html><script>alert(1)</script>"), media.ErrType},
		"an SVG":                      {[]byte(`<svg xmlns="http://www.w3.org/2000/svg"/>`), media.ErrType},
		"a GIF":                       {animated.Bytes(), media.ErrType},
		"a HEIC":                      {[]byte("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic"), media.ErrType},
		"a JPEG's first bytes":        {[]byte("\xff\xd8\xff\xe0 and then not"), media.ErrInvalid},
		"half a PNG":                  {whole[:len(whole)/2], media.ErrInvalid},
		"a WebP's first bytes":        {[]byte("RIFF\x10\x00\x00\x00WEBPVP8 "), media.ErrInvalid},
		"half a JPEG":                 {photo[:len(photo)/2], media.ErrInvalid},
		"a JPEG of too many scans":    {scans, media.ErrInvalid},
		"a moving PNG":                {moving, media.ErrAnimated},
		"a moving WebP":               {movingWebP, media.ErrAnimated},
		"a JPEG that is an archive":   {append(slices.Clone(photo), archive.Bytes()...), media.ErrDisguised},
		"a PNG with bytes behind it":  {append(slices.Clone(whole), "%!PS"...), media.ErrDisguised},
		"a JPEG that is a page":       {withComment(photo, "<!DOCTYPE html><p>hello"), media.ErrDisguised},
		"a JPEG that is a script":     {withComment(photo, "*/ <?php system($_GET[0]);"), media.ErrDisguised},
		"a JPEG that is a PDF":        {withComment(photo, "%PDF-1.4 1 0 obj"), media.ErrDisguised},
		"a WebP with a page behind":   {append(webpOf(t, corners(9, 9)), "<html >"...), media.ErrDisguised},
		"a PNG of 50000 x 50000":      {bombOf(50000, 50000), media.ErrTooLarge},
		"a PNG of 65000 x 65000":      {bombOf(65000, 65000), media.ErrTooLarge},
		"a PNG of 16000 x 16000":      {bombOf(16000, 16000), media.ErrTooLarge},
		"a PNG of 2147483647 x 1":     {bombOf(1<<31-1, 1), media.ErrTooLarge},
		"a PNG without pixels":        {bombOf(0, 1), media.ErrInvalid},
		"a PNG that promises pixels":  {bombOf(3000, 3000), media.ErrInvalid},
		"a picture beyond 20 million": {append(whole[:len(whole):len(whole)], make([]byte, 20<<20)...), media.ErrTooLarge},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := b.setup(t)
			_, err := s.Put(context.Background(), bytes.NewReader(tt.content), "")
			want, _ := errs.As(tt.want)
			if got, ok := errs.As(err); !ok || got.Code != want.Code {
				t.Errorf("err = %v, want %v", err, tt.want)
			}
			if left := files(t, s); left != "" {
				t.Errorf("files were left: %s", left)
			}
		})
	}
	t.Run("no more than the limit is read", func(t *testing.T) {
		t.Parallel()
		s := b.setup(t)
		endless := &counter{}
		if _, err := s.Put(context.Background(), endless, ""); err == nil || endless.n > 21<<20 {
			t.Errorf("read %d bytes, err %v", endless.n, err)
		}
	})
}

// bombOf is a tiny PNG that claims to be enormous.
func bombOf(w, h uint32) []byte {
	head := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, w), h)
	return append([]byte("\x89PNG\r\n\x1a\n"), pngChunk("IHDR", append(head, 8, 6, 0, 0, 0))...)
}

// withComment puts a comment into a JPEG.
func withComment(content []byte, text string) []byte {
	segment := append([]byte{0xff, 0xfe}, binary.BigEndian.AppendUint16(nil, uint16(len(text)+2))...)
	return append(append(content[:2:2], append(segment, text...)...), content[2:]...)
}

func webpOf(t *testing.T, p image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := webp.Encode(&b, p, webp.Options{Lossless: true}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

type counter struct{ n int }

func (c *counter) Read(p []byte) (int, error) { c.n += len(p); return len(p), nil }

func TestServe(t *testing.T) { t.Parallel(); onEach(t, testServe) }

func testServe(t *testing.T, b backend) {
	s := b.setup(t)
	img := put(t, s, asPNG(t, corners(400, 400)))
	url := media.Renditions(img)[0].URL

	t.Run("lets caches keep a picture for ever", func(t *testing.T) {
		t.Parallel()
		w := get(s, "GET", url)
		for name, want := range map[string]string{
			"Content-Type":           "image/webp",
			"Cache-Control":          "public, max-age=31536000, immutable",
			"X-Content-Type-Options": "nosniff",
		} {
			if got := w.Header().Get(name); got != want {
				t.Errorf("%s: %s, want %s", name, got, want)
			}
		}
		again := get(s, "GET", url, "If-None-Match", w.Header().Get("ETag"))
		if again.Code != http.StatusNotModified || again.Body.Len() != 0 {
			t.Errorf("with its ETag: %d and %d bytes", again.Code, again.Body.Len())
		}
		other := get(s, "GET", media.Renditions(img)[1].URL)
		if other.Header().Get("ETag") == w.Header().Get("ETag") {
			t.Error("two widths have one ETag")
		}
	})
	t.Run("answers HEAD without a body", func(t *testing.T) {
		t.Parallel()
		w := get(s, "HEAD", url)
		if w.Code != http.StatusOK || w.Body.Len() != 0 || w.Header().Get("Content-Length") == "" {
			t.Errorf("HEAD = %d, %d bytes, length %q", w.Code, w.Body.Len(), w.Header().Get("Content-Length"))
		}
	})
	t.Run("answers a range", func(t *testing.T) {
		t.Parallel()
		w := get(s, "GET", url, "Range", "bytes=0-3")
		if body, _ := io.ReadAll(w.Body); w.Code != http.StatusPartialContent || string(body) != "RIFF" {
			t.Errorf("range = %d %q", w.Code, body)
		}
	})
	t.Run("knows nothing else", func(t *testing.T) {
		t.Parallel()
		for _, path := range []string{
			"/media/", "/media", "/", "/media/" + img.Key, strings.Replace(url, "-320", "-321", 1),
			"/media/../media_test.go", "/media/aa/../" + strings.TrimPrefix(url, "/media/"),
			strings.Replace(url, "/media/", "/media//", 1), url + "/", url + ".attrs", url + "\n",
			"/media/aa/aaaaaaaaaaaaaaaaaaaaaaaaaa-320.webp", strings.ToUpper(url),
		} {
			w := get(s, "GET", path)
			if w.Code != http.StatusNotFound || w.Header().Get("Cache-Control") != "no-store" {
				t.Errorf("GET %q = %d, %s", path, w.Code, w.Header().Get("Cache-Control"))
			}
		}
	})
	t.Run("refuses other methods", func(t *testing.T) {
		t.Parallel()
		if w := get(s, "DELETE", url); w.Code != http.StatusMethodNotAllowed || w.Header().Get("Allow") != "GET, HEAD" {
			t.Errorf("DELETE = %d", w.Code)
		}
	})
}

func TestRecall(t *testing.T) { t.Parallel(); onEach(t, testRecall) }

func testRecall(t *testing.T, b backend) {
	s := b.setup(t)
	ctx, source := context.Background(), "https://elsewhere.test/a?v=1"
	if _, ok, err := s.Recall(ctx, source); ok || err != nil {
		t.Fatalf("recalled what nobody remembered: %v", err)
	}
	img := put(t, s, asPNG(t, corners(9, 9)))
	if err := s.Remember(ctx, source, img); err != nil {
		t.Fatal(err)
	}
	if got, ok, err := s.Recall(ctx, source); !ok || err != nil || got != img {
		t.Errorf("recalled %+v, %v, %v; want %+v", got, ok, err, img)
	}
}
