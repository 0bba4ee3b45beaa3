package media_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"rialto/internal/db"
	"rialto/internal/db/dbtest"
	"rialto/internal/events"
	"rialto/internal/keyring"
	"rialto/internal/media"
	"rialto/internal/media/s3test"
	"rialto/internal/stores"
)

// house is a library with two stores, a clock that the test moves, and a list of
// what is shown.
type house struct {
	*media.Library
	pictures     *media.Service
	pool         *db.Pool
	ours, theirs uuid.UUID
	actor        uuid.UUID
	url          string // of the server that receives uploads

	mu      sync.Mutex
	skipped time.Duration
	shown   map[string]bool
}

func (b backend) house(t *testing.T) *house {
	t.Helper()
	h := &house{pictures: b.setup(t), pool: dbtest.New(t), actor: uuid.New(), shown: map[string]bool{}}
	bus, err := events.New(h.pool, slog.New(slog.DiscardHandler))
	check(t, err)
	h.Library = media.NewLibrary(h.pictures, media.LibraryDeps{
		Pool: h.pool, Bus: bus, Uses: []media.Uses{h.uses}, Keys: keyring.New([]byte("new"), []byte("old")),
		Log: slog.New(slog.DiscardHandler), Now: h.now,
	})
	st := stores.New(h.pool, h.now)
	for slug, id := range map[string]*uuid.UUID{"ours": &h.ours, "theirs": &h.theirs} {
		made, err := st.Create(t.Context(), stores.CreateInput{Slug: slug, Name: slug})
		check(t, err)
		*id = made.ID
	}
	mux := http.NewServeMux()
	mux.HandleFunc(media.UploadPattern, h.ReceiveUpload)
	srv := httptest.NewServer(mux)
	t.Cleanup(srv.Close)
	h.url = srv.URL
	return h
}

func (h *house) now() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	return time.Now().Add(h.skipped)
}

func (h *house) skip(d time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.skipped += d
}

func (h *house) show(img media.Image, shown bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.shown[img.Key] = shown
}

func (h *house) uses(_ context.Context, keys []string) ([]string, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(keys), func(k string) bool { return !h.shown[k] }), nil
}

func (h *house) add(t *testing.T, store uuid.UUID, content []byte) media.StoreImage {
	t.Helper()
	added, err := h.Add(t.Context(), media.AddInput{Actor: h.actor, StoreID: store, Content: bytes.NewReader(content)})
	check(t, err)
	return added
}

func (h *house) start(t *testing.T, content []byte, contentType string) media.Upload {
	t.Helper()
	up, err := h.Start(t.Context(), media.StartInput{StoreID: h.ours, ContentType: contentType, Bytes: len(content)})
	check(t, err)
	return up
}

// send does what a browser does with an upload, and returns the status.
func (h *house) send(t *testing.T, up media.Upload, content []byte, change ...func(*http.Request)) int {
	t.Helper()
	target := up.URL
	if strings.HasPrefix(target, "/") {
		target = h.url + target
	}
	req, err := http.NewRequestWithContext(t.Context(), up.Method, target, bytes.NewReader(content))
	check(t, err)
	for name, value := range up.Headers {
		req.Header.Set(name, value)
	}
	for _, c := range change {
		c(req)
	}
	res, err := http.DefaultClient.Do(req)
	check(t, err)
	_, _ = io.Copy(io.Discard, res.Body)
	_ = res.Body.Close()
	return res.StatusCode
}

func (h *house) complete(t *testing.T, store uuid.UUID, up media.Upload) (media.StoreImage, error) {
	t.Helper()
	return h.Complete(t.Context(), media.CompleteInput{Actor: h.actor, StoreID: store, UploadID: up.ID})
}

// use is what a product does when a picture is attached to it.
func (h *house) use(t *testing.T, store, image uuid.UUID) error {
	t.Helper()
	return db.InStoreTx(t.Context(), h.pool, store, func(tx db.Tx) error {
		_, err := media.UseTx(t.Context(), tx, image, h.now())
		return err
	})
}

func (h *house) sweep(t *testing.T) media.Swept {
	t.Helper()
	done, err := h.Sweep(t.Context())
	check(t, err)
	if !done.Whole {
		t.Fatalf("a round did not come to its end: %+v", done)
	}
	return done
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func wantErr(t *testing.T, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("got error %v, want %v", err, want)
	}
}

func TestLibrary(t *testing.T) { t.Parallel(); onEach(t, testLibrary) }

func testLibrary(t *testing.T, b backend) {
	h := b.house(t)
	content := asPNG(t, corners(400, 300))
	mine := h.add(t, h.ours, content)
	t.Run("a picture is stored once for all stores, and is each one's own", func(t *testing.T) {
		other := h.add(t, h.theirs, content)
		if other.ID == mine.ID || other.Image.Key != mine.Image.Key {
			t.Errorf("theirs is %+v, ours %+v", other, mine)
		}
	})
	t.Run("the same picture again is the same", func(t *testing.T) {
		before := files(t, h.pictures)
		if again := h.add(t, h.ours, content); again.ID != mine.ID || again.AddedAt != mine.AddedAt {
			t.Errorf("got %+v, want %+v", again, mine)
		}
		if after := files(t, h.pictures); after != before {
			t.Errorf("files were %s, are %s", before, after)
		}
	})
	t.Run("a store uses its pictures, and nobody else's", func(t *testing.T) {
		check(t, h.use(t, h.ours, mine.ID))
		wantErr(t, h.use(t, h.theirs, mine.ID), media.ErrImageNotFound)
	})
	t.Run("pages hold a store's pictures, the newest first", func(t *testing.T) {
		second := h.add(t, h.ours, asPNG(t, corners(50, 50)))
		page, next, err := h.Images(t.Context(), h.ours, "", 1)
		check(t, err)
		if len(page) != 1 || page[0] != second || next == "" {
			t.Errorf("first page: %+v %q", page, next)
		}
		page, next, err = h.Images(t.Context(), h.ours, next, 1)
		check(t, err)
		if len(page) != 1 || page[0].ID != mine.ID || next != "" {
			t.Errorf("second page: %+v %q", page, next)
		}
	})
	t.Run("whoever is thrown out while a picture is on its way adds none", func(t *testing.T) {
		gone := errors.New("gone")
		_, err := h.Add(t.Context(), media.AddInput{
			Actor: h.actor, StoreID: h.ours, Content: bytes.NewReader(asPNG(t, corners(33, 33))), Allowed: func(context.Context) error { return gone },
		})
		wantErr(t, err, gone)
	})
	t.Run("what is too large is not read to its end", func(t *testing.T) {
		endless := &counter{}
		_, err := h.Add(t.Context(), media.AddInput{Actor: h.actor, StoreID: h.ours, Content: endless})
		if wantErr(t, err, media.ErrTooLarge); endless.n > 21<<20 {
			t.Errorf("read %d bytes", endless.n)
		}
	})
	t.Run("who added what is in the audit log", func(t *testing.T) {
		var n int
		check(t, h.pool.QueryRow(t.Context(), "SELECT count(*) FROM audit.entries WHERE action = 'image.added' AND actor_id = $1 AND store_id = $2", h.actor, h.ours).Scan(&n))
		if n != 2 {
			t.Errorf("%d entries, want one for each of two pictures", n)
		}
	})
}

func TestUpload(t *testing.T) { t.Parallel(); onEach(t, testUpload) }

func testUpload(t *testing.T, b backend) {
	h := b.house(t)
	photo := asJPEG(t, corners(300, 200))
	t.Run("a picture is sent, and is the store's", func(t *testing.T) {
		up := h.start(t, photo, "image/jpeg")
		_, err := h.complete(t, h.ours, up)
		wantErr(t, err, media.ErrUploadIncomplete)
		if got := h.send(t, up, photo); got != http.StatusOK {
			t.Fatalf("sent: %d", got)
		}
		_, err = h.complete(t, h.theirs, up)
		wantErr(t, err, media.ErrUploadNotFound)
		first, err := h.complete(t, h.ours, up)
		check(t, err)
		served(t, h.pictures, media.Renditions(first.Image)[0])
		again, err := h.complete(t, h.ours, up)
		if check(t, err); again != first {
			t.Errorf("again it is %+v, was %+v", again, first)
		}
		if left := files(t, h.pictures); strings.Contains(left, "incoming/") {
			t.Errorf("what was sent is still there: %s", left)
		}
	})
	t.Run("an address takes nothing but what was said", func(t *testing.T) {
		up := h.start(t, photo, "image/jpeg")
		page := bytes.Repeat([]byte("x"), len(photo))
		for name, status := range map[string]int{
			"another type": h.send(t, up, page, func(r *http.Request) { r.Header.Set("Content-Type", "text/html") }),
			"more":         h.send(t, up, append(page, page...)),
			"less":         h.send(t, up, page[:10]),
			"another signature": h.send(t, up, photo, func(r *http.Request) {
				q := r.URL.Query()
				for _, p := range []string{"signature", "X-Amz-Signature"} {
					if q.Has(p) {
						q.Set(p, strings.Repeat("0", len(q.Get(p))))
					}
				}
				r.URL.RawQuery = q.Encode()
			}),
			"another name": h.send(t, up, photo, func(r *http.Request) {
				r.URL.Path = strings.Replace(r.URL.Path, up.ID.String(), uuid.NewString(), 1)
			}),
		} {
			if status != http.StatusForbidden {
				t.Errorf("%s: %d", name, status)
			}
		}
		_, err := h.complete(t, h.ours, up)
		wantErr(t, err, media.ErrUploadIncomplete)
	})
	t.Run("what is no picture is refused, and the upload is over", func(t *testing.T) {
		page := []byte("<html><script>alert(1)</script>")
		up := h.start(t, page, "image/png")
		if got := h.send(t, up, page); got != http.StatusOK {
			t.Fatalf("sent: %d", got)
		}
		_, err := h.complete(t, h.ours, up)
		wantErr(t, err, media.ErrType)
		_, err = h.complete(t, h.ours, up)
		wantErr(t, err, media.ErrUploadNotFound)
		if left := files(t, h.pictures); strings.Contains(left, "incoming/") {
			t.Errorf("it is still there: %s", left)
		}
	})
	t.Run("a store begins so many at once", func(t *testing.T) {
		in := media.StartInput{StoreID: h.theirs, ContentType: "image/png", Bytes: 10}
		for range 100 {
			_, err := h.Start(t.Context(), in)
			check(t, err)
		}
		_, err := h.Start(t.Context(), in)
		wantErr(t, err, media.ErrTooManyUploads)
		h.skip(16 * time.Minute)
		_, err = h.Start(t.Context(), in)
		check(t, err)
	})
}

func TestAddressesOfUploadsEnd(t *testing.T) {
	t.Parallel()
	h := backend(folder).house(t)
	photo := asJPEG(t, corners(30, 20))
	up := h.start(t, photo, "image/jpeg")
	h.skip(15*time.Minute + time.Second)
	if got := h.send(t, up, photo); got != http.StatusForbidden {
		t.Errorf("after a quarter of an hour: %d", got)
	}
}

func TestPrivateS3TakesUploadsThroughUs(t *testing.T) {
	t.Parallel()
	server := s3test.Start(t)
	h := backend(func(t *testing.T) string { return server.Bucket(t) + "&signed_uploads=false" }).house(t)
	photo := asJPEG(t, corners(30, 20))
	up := h.start(t, photo, "image/jpeg")
	if !strings.HasPrefix(up.URL, "/media/incoming/") {
		t.Errorf("it is to be sent to %s", up.URL)
	}
	if got := h.send(t, up, photo); got != http.StatusOK {
		t.Fatalf("sent: %d", got)
	}
	_, err := h.complete(t, h.ours, up)
	check(t, err)
}

func TestSweep(t *testing.T) { t.Parallel(); onEach(t, testSweep) }

func testSweep(t *testing.T, b backend) {
	const day = 24 * time.Hour
	h := b.house(t)
	ctx := t.Context()
	picture := func(side int) media.Image { return put(t, h.pictures, asPNG(t, corners(side, side))) }
	is := func(img media.Image, code int) {
		t.Helper()
		for _, r := range media.Renditions(img) {
			if w := get(h.pictures, "GET", r.URL); w.Code != code {
				t.Errorf("GET %s = %d, want %d", r.URL, w.Code, code)
			}
		}
	}
	shown, unused := picture(700), picture(710)
	h.show(shown, true)
	owned := h.add(t, h.ours, asPNG(t, corners(720, 720)))
	sent := asPNG(t, corners(20, 20))
	left := h.start(t, sent, "image/png")
	h.send(t, left, sent)
	check(t, h.pictures.Remember(ctx, "https://elsewhere.test/a", shown))
	wantEqual := func(what string, got, want media.Swept) {
		t.Helper()
		if want.Whole = true; got != want {
			t.Errorf("%s: swept %+v, want %+v", what, got, want)
		}
	}

	wantEqual("what is new stays", h.sweep(t), media.Swept{})
	h.skip(day + time.Minute)
	wantEqual("a day later what nobody needs goes into the trash", h.sweep(t), media.Swept{Trashed: 1, Uploads: 1})
	is(shown, http.StatusOK)
	is(owned.Image, http.StatusOK)
	is(unused, http.StatusOK) // from the trash
	_, err := h.complete(t, h.ours, left)
	wantErr(t, err, media.ErrUploadNotFound)

	h.show(unused, true) // by somebody who found it stored, just before
	wantEqual("what is needed again comes back", h.sweep(t), media.Swept{Restored: 1})
	wantEqual("and stays", h.sweep(t), media.Swept{})
	is(unused, http.StatusOK)

	h.show(unused, false)
	h.skip(day + time.Minute)
	wantEqual("the trash again", h.sweep(t), media.Swept{Trashed: 1})
	if again := picture(710); again.Key != unused.Key {
		t.Error("another key for the same picture")
	}
	h.show(unused, true)
	h.sweep(t)
	is(unused, http.StatusOK)
	h.show(unused, false)
	h.skip(day + time.Minute)
	h.sweep(t)
	h.skip(8 * day)
	wantEqual("a week later it is gone", h.sweep(t), media.Swept{Deleted: 1})
	is(unused, http.StatusNotFound)

	h.skip(22 * day)
	wantEqual("what a store may use is kept for a month; old notes go", h.sweep(t), media.Swept{Trashed: 1, Sources: 1})
	wantErr(t, h.use(t, h.ours, owned.ID), media.ErrImageNotFound)
	is(shown, http.StatusOK)
	if _, known, err := h.pictures.Recall(ctx, "https://elsewhere.test/a"); known || err != nil {
		t.Errorf("a note outlived its month: %v", err)
	}
	h.skip(8 * day)
	wantEqual("then it is gone, too", h.sweep(t), media.Swept{Deleted: 1})
	if all := files(t, h.pictures); strings.Count(all, "\n") != len(media.Renditions(shown))-1 {
		t.Errorf("these are left: %s", all)
	}
}

func TestANoteOfAPictureThatIsGoneIsNoHelp(t *testing.T) { t.Parallel(); onEach(t, testStaleNote) }

func testStaleNote(t *testing.T, b backend) {
	s := b.setup(t)
	img := put(t, s, asPNG(t, corners(9, 9)))
	check(t, s.Remember(t.Context(), "https://elsewhere.test/a", img))
	check(t, s.RemoveFile(t.Context(), img.Key+"-9.webp"))
	if _, known, err := s.Recall(t.Context(), "https://elsewhere.test/a"); known || err != nil {
		t.Errorf("recalled %t, %v", known, err)
	}
}

func TestS3IsAway(t *testing.T) {
	t.Parallel()
	for name, stop := range map[string]func(*s3test.Server, *testing.T){
		"ended":  func(s *s3test.Server, _ *testing.T) { s.Kill() },
		"silent": func(s *s3test.Server, t *testing.T) { s.Freeze(t) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := s3test.Start(t)
			h := backend(func(t *testing.T) string { return server.Bucket(t) }).house(t)
			img := put(t, h.pictures, asPNG(t, corners(40, 40)))
			up := h.start(t, []byte("x"), "image/png")
			stop(server, t)
			h.pictures.Hurry(300 * time.Millisecond)
			began := time.Now()

			_, err := h.pictures.Put(t.Context(), bytes.NewReader(asPNG(t, corners(41, 41))), "")
			wantErr(t, err, media.ErrUnavailable)
			_, err = h.complete(t, h.ours, up)
			wantErr(t, err, media.ErrUnavailable)
			_, err = h.Sweep(t.Context())
			wantErr(t, err, media.ErrUnavailable)
			w := get(h.pictures, "GET", media.Renditions(img)[0].URL)
			if w.Code != http.StatusServiceUnavailable || w.Header().Get("Cache-Control") != "no-store" || w.Header().Get("Retry-After") == "" || w.Header().Get("ETag") != "" {
				t.Errorf("a picture: %d %v", w.Code, w.Header())
			}
			if took := time.Since(began); took > 20*time.Second {
				t.Errorf("it took %s to notice", took)
			}
		})
	}
	t.Run("while the program starts it does not matter", func(t *testing.T) {
		t.Parallel()
		s, err := media.Open(t.Context(), "s3://pictures?region=us-east-1&use_path_style=true&endpoint=http://127.0.0.1:1")
		if check(t, err); s != nil {
			_ = s.Close()
		}
	})
	t.Run("a bucket that is not there is a mistake", func(t *testing.T) {
		t.Parallel()
		if s, err := media.Open(t.Context(), s3test.Start(t).URL("nobodys")); err == nil {
			_ = s.Close()
			t.Error("it was opened")
		}
	})
}

func TestMemoryIsBounded(t *testing.T) { //nolint:paralleltest // it measures what others would allocate, too
	s := backend(folder).setup(t)
	t.Run("a bomb costs no more than its file", func(t *testing.T) { //nolint:paralleltest // as above
		got := testing.Benchmark(func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := s.Put(b.Context(), bytes.NewReader(bombOf(50000, 50000)), ""); !errors.Is(err, media.ErrTooLarge) {
					b.Fatal(err)
				}
			}
		})
		if got.AllocedBytesPerOp() > 100<<10 {
			t.Errorf("%d bytes were allocated for a picture of 50000 x 50000 that is refused", got.AllocedBytesPerOp())
		}
	})
	t.Run("pictures wait for each other", func(t *testing.T) { //nolint:paralleltest // as above
		w := media.NewWorkload(media.MaxMemory)
		var mu sync.Mutex
		var now, most int64
		var all sync.WaitGroup
		for range 20 {
			all.Go(func() {
				for _, bytes := range []int64{media.MaxMemory / 3, media.MaxMemory, 1} {
					release, err := w.Begin(t.Context(), bytes)
					if err != nil {
						t.Error(err)
						return
					}
					mu.Lock()
					now += bytes
					most = max(most, now)
					mu.Unlock()
					mu.Lock()
					now -= bytes
					mu.Unlock()
					release()
				}
			})
		}
		all.Wait()
		if most > media.MaxMemory {
			t.Errorf("%d bytes at once", most)
		}
	})
	t.Run("a file waits for room, for as long as its caller does", func(t *testing.T) { //nolint:paralleltest // as above
		w := media.NewWorkload(media.MaxMemory)
		_, err := w.Hold(t.Context(), media.MaxFileBytes)
		check(t, err)
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		_, err = w.Hold(ctx, 1)
		wantErr(t, err, context.Canceled)
	})
}

func ExampleIsS3URL() {
	fmt.Println(media.IsS3URL("s3://pictures?region=eu-central-1"), media.IsS3URL("s3://"), media.IsS3URL("/var/lib/pictures"))
	// Output: true false false
}
