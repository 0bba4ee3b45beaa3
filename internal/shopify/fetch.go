package shopify

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"rialto/internal/errs"
	"rialto/internal/media"
)

const (
	fetchTimeout  = 10 * time.Second // for a picture, from the first byte to the last
	fetchAtOnce   = 4
	maxImageBytes = 20 << 20
)

// fetcher downloads pictures for one import. A host that failed once is not
// asked again, so that an import without a network is not one timeout after
// another. It is safe for concurrent use.
type fetcher struct {
	client *http.Client
	media  *media.Service

	mu     sync.Mutex
	down   map[string]*outage
	single []Problem
}

// outage is a host that is no longer asked.
type outage struct {
	first  picture
	reason string
	missed int
}

func newFetcher(client *http.Client, m *media.Service) *fetcher {
	return &fetcher{client: client, media: m, down: map[string]*outage{}}
}

// all returns one image for each picture, nil for those that could not be had,
// which are not an error: a product without its picture is worth having. A
// picture that was fetched in an earlier import is not fetched again.
func (f *fetcher) all(ctx context.Context, pictures []picture) ([]*media.Image, error) {
	images := make([]*media.Image, len(pictures))
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(fetchAtOnce)
	for i, p := range pictures {
		g.Go(func() (err error) {
			images[i], err = f.image(ctx, p)
			return err
		})
	}
	return images, g.Wait()
}

func (f *fetcher) image(ctx context.Context, p picture) (*media.Image, error) {
	img, known, err := f.media.Recall(ctx, p.source)
	if err != nil {
		return nil, err
	}
	if !known {
		content, err := f.content(ctx, p)
		if err != nil || content == nil {
			return nil, err
		}
		img, err = f.media.Put(ctx, bytes.NewReader(content), "")
		if e, ok := errs.As(err); ok && e.Kind == errs.Invalid {
			f.leaveOut(p, e.Message)
			return nil, nil
		}
		if err != nil {
			return nil, err
		}
		if err := f.media.Remember(ctx, p.source, img); err != nil {
			return nil, err
		}
	}
	img.Alt = p.alt
	return &img, nil
}

// content downloads a picture, nil when it could not be had. The error is that
// of ctx.
func (f *fetcher) content(ctx context.Context, p picture) ([]byte, error) {
	u, err := url.Parse(p.source)
	if err != nil || f.isDown(u.Host) {
		return nil, err
	}
	timed, cancel := context.WithTimeout(ctx, fetchTimeout)
	defer cancel()
	req, err := http.NewRequestWithContext(timed, http.MethodGet, p.source, nil)
	if err != nil {
		return nil, fmt.Errorf("ask for picture: %w", err)
	}
	req.Header.Set("Accept", "image/webp, image/png, image/jpeg")
	res, err := f.client.Do(req)
	if err != nil {
		return nil, f.failed(ctx, u.Host, p, reasonOf(err))
	}
	defer res.Body.Close()
	switch {
	case res.StatusCode >= 500 || res.StatusCode == http.StatusTooManyRequests:
		return nil, f.failed(ctx, u.Host, p, fmt.Sprintf("answered %d", res.StatusCode))
	case res.StatusCode != http.StatusOK:
		f.leaveOut(p, fmt.Sprintf("the server answered %d", res.StatusCode))
		return nil, nil
	}
	content, err := io.ReadAll(io.LimitReader(res.Body, maxImageBytes+1))
	if err != nil {
		return nil, f.failed(ctx, u.Host, p, reasonOf(err))
	}
	return content, nil
}

func reasonOf(err error) string {
	switch {
	case errors.Is(err, errNotPublic):
		return "is not a public address"
	case errors.Is(err, context.DeadlineExceeded):
		return fmt.Sprintf("took longer than %s", fetchTimeout)
	}
	return "could not be reached"
}

func (f *fetcher) isDown(host string) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	o := f.down[host]
	if o != nil {
		o.missed++
	}
	return o != nil
}

// failed gives up on a host, unless it is the import that was given up.
func (f *fetcher) failed(ctx context.Context, host string, p picture, reason string) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.down[host] == nil {
		f.down[host] = &outage{first: p, reason: reason}
	}
	f.down[host].missed++
	return nil
}

func (f *fetcher) leaveOut(p picture, reason string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.single = append(f.single, Problem{p.row, p.column, "the picture was left out: " + reason})
}

// warnings are the pictures that were left out, one for each host that is down.
func (f *fetcher) warnings() []Problem {
	list := slices.Clone(f.single)
	for host, o := range f.down {
		list = append(list, Problem{o.first.row, o.first.column, fmt.Sprintf("%s %s; pictures left out: %d", host, o.reason, o.missed)})
	}
	slices.SortFunc(list, func(a, b Problem) int { return a.Row - b.Row })
	return list
}
