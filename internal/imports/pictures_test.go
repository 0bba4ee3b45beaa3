package imports_test

import (
	"fmt"
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
		asked.Add(1)
		if !strings.HasSuffix(r.URL.Path, ".png") {
			http.NotFound(w, r)
			return
		}
		_, _ = w.Write(pngOf(10 * len(r.URL.Path)))
	}))
	t.Cleanup(s.Close)
	return s.URL, asked
}

func TestPictures(t *testing.T) {
	t.Parallel()
	const header = "handle,name,price,image_url,image_alt,variant_image_url,option1_name,option1_value\n"
	t.Run("are fetched after the rows, and those that cannot be had are reported", func(t *testing.T) {
		t.Parallel()
		m := setup(t)
		m.ReachInnerAddresses()
		url, asked := pictures(t)
		text := header +
			fmt.Sprintf("a,A,1,%[1]s/1.png,first,%[1]s/333.png,Size,S\na,,2,%[1]s/22.png,,,,M\na,,,%[1]s/absent,,,,\nb,B,1,,,,,\n", url)
		im := m.run(t, text)
		wantEqual(t, "report", m.report(t, im), []string{"4 image_url picture (warning)"})
		wantEqual(t, "counts", []int{im.Counts.Pictures, im.Counts.PicturesDone, im.Counts.PicturesFailed, im.Counts.Warnings}, []int{1, 1, 1, 1})
		p := m.product(t, "a")
		if len(p.Images) != 3 || p.Images[0].Alt != "first" || p.Images[0].Width != 60 || p.Images[2].Width != 80 {
			t.Errorf("images %+v", p.Images)
		}
		if v := p.Variants; v[0].Image == nil || *v[0].Image != 2 || v[1].Image != nil {
			t.Errorf("variants %+v", v)
		}
		before := asked.Load()
		again := m.run(t, strings.ReplaceAll(text, url+"/absent", url+"/1.png"))
		wantEqual(t, "unchanged, for all are known", again.Counts.Unchanged, 2)
		wantEqual(t, "asked again", asked.Load()-before, 0)
	})
	t.Run("of inner addresses are not fetched", func(t *testing.T) {
		t.Parallel()
		m := setup(t)
		url, asked := pictures(t)
		im := m.run(t, header+fmt.Sprintf("a,A,1,%s/1.png,,,,\n", url))
		wantEqual(t, "report", m.report(t, im), []string{"2 image_url picture_host (warning)"})
		wantEqual(t, "asked", asked.Load(), 0)
		if p := m.problems(t, im)[0]; !strings.Contains(p.Message, "not a public address") {
			t.Errorf("message %q", p.Message)
		}
	})
	t.Run("stay when the file names none", func(t *testing.T) {
		t.Parallel()
		m := setup(t)
		m.ReachInnerAddresses()
		url, _ := pictures(t)
		m.run(t, header+fmt.Sprintf("a,A,1,%s/1.png,,,,\n", url))
		m.run(t, header+"a,Other,1,,,,,\n")
		if p := m.product(t, "a"); p.Name != "Other" || len(p.Images) != 1 {
			t.Errorf("product %+v", p)
		}
	})
}
