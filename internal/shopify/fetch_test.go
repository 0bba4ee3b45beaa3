package shopify_test

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
)

// pictures is a server with a picture at each path that ends in .png.
func pictures(t *testing.T) (url string, asked *atomic.Int32) {
	t.Helper()
	asked = new(atomic.Int32)
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n := asked.Add(1)
		switch {
		case strings.HasSuffix(r.URL.Path, ".png"):
			p := image.NewNRGBA(image.Rect(0, 0, 10*len(r.URL.Path), 10))
			p.Set(0, 0, color.White)
			_ = png.Encode(w, p)
		case r.URL.Path == "/text":
			fmt.Fprint(w, "not a picture ", n)
		case r.URL.Path == "/broken":
			w.WriteHeader(http.StatusBadGateway)
		default:
			http.NotFound(w, r)
		}
	}))
	t.Cleanup(s.Close)
	return s.URL, asked
}

func TestImages(t *testing.T) {
	t.Parallel()
	t.Run("are fetched once, in the order of their positions", func(t *testing.T) {
		t.Parallel()
		m := setup(t)
		m.importer.ReachInnerAddresses()
		url, asked := pictures(t)
		text := header +
			line("Handle", "a", "Title", "A", "Option1 Name", "Size", "Option1 Value", "S", "Variant Price", "1", "Image Src", url+"/2222.png", "Image Position", "2", "Image Alt Text", "second") +
			line("Handle", "a", "Option1 Value", "M", "Variant Price", "1", "Image Src", url+"/1.png", "Image Position", "1", "Variant Image", url+"/2222.png") +
			line("Handle", "a", "Image Src", url+"/333333.png")
		for range 2 {
			report := m.mustRun(t, text, fetch)
			if report.Images != 3 || len(report.Warnings) != 0 {
				t.Errorf("report %+v", report)
			}
			p := m.product(t, "a")
			if len(p.Images) != 3 || p.Images[0].Width != 60 || p.Images[1].Width != 90 || p.Images[1].Alt != "second" || p.Images[2].Width != 110 {
				t.Errorf("images %+v", p.Images)
			}
			if v := p.Variants; v[0].Image != nil || v[1].Image == nil || *v[1].Image != 1 {
				t.Errorf("variants %+v", v)
			}
		}
		if n := asked.Load(); n != 3 {
			t.Errorf("asked %d times for 3 pictures", n)
		}
	})
	t.Run("that are missing leave the product without them", func(t *testing.T) {
		t.Parallel()
		m := setup(t)
		m.importer.ReachInnerAddresses()
		url, _ := pictures(t)
		report := m.mustRun(t, header+
			line("Handle", "a", "Title", "A", "Variant Price", "1", "Image Src", url+"/absent")+
			line("Handle", "a", "Image Src", url+"/text")+
			line("Handle", "a", "Image Src", url+"/1.png"), fetch)
		if len(report.Warnings) != 2 || report.Warnings[0].Row != 2 || !strings.Contains(report.Warnings[0].Message, "404") || report.Warnings[1].Row != 3 {
			t.Errorf("warnings %+v", report.Warnings)
		}
		if p := m.product(t, "a"); len(p.Images) != 1 {
			t.Errorf("images %+v", p.Images)
		}
	})
	t.Run("of a host that fails are asked for once", func(t *testing.T) {
		t.Parallel()
		m := setup(t)
		m.importer.ReachInnerAddresses()
		url, asked := pictures(t)
		var text strings.Builder
		text.WriteString(header)
		for i := range 9 {
			text.WriteString(line("Handle", fmt.Sprint("p", i), "Title", "P", "Variant Price", "1", "Image Src", url+"/broken"))
		}
		report := m.mustRun(t, text.String(), fetch)
		if report.Products != 9 || len(report.Warnings) != 1 || report.Warnings[0].Row != 2 || !strings.HasSuffix(report.Warnings[0].Message, ": 9") {
			t.Errorf("report %+v", report)
		}
		if n := asked.Load(); n != 1 {
			t.Errorf("asked %d times", n)
		}
	})
	t.Run("of inner addresses are not fetched", func(t *testing.T) {
		t.Parallel()
		m := setup(t)
		url, asked := pictures(t)
		report := m.mustRun(t, header+line("Handle", "a", "Title", "A", "Variant Price", "1", "Image Src", url+"/1.png"), fetch)
		if len(report.Warnings) != 1 || !strings.Contains(report.Warnings[0].Message, "not a public address") || asked.Load() != 0 {
			t.Errorf("asked %d times, %+v", asked.Load(), report.Warnings)
		}
	})
	t.Run("are there after an import without a network", func(t *testing.T) {
		t.Parallel()
		m := setup(t)
		m.importer.ReachInnerAddresses()
		var png1 bytes.Buffer
		_ = png.Encode(&png1, image.NewNRGBA(image.Rect(0, 0, 5, 5)))
		s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(png1.Bytes()) }))
		text := header + line("Handle", "a", "Title", "A", "Variant Price", "1", "Image Src", s.URL+"/1.png")
		m.mustRun(t, text, fetch)
		s.Close()
		if report := m.mustRun(t, text, fetch); report.Images != 1 || len(report.Warnings) != 0 {
			t.Errorf("report %+v", report)
		}
	})
}
