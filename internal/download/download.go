// Package download fetches pictures from addresses that strangers wrote down. It
// reaches the public internet and nothing else, and keeps what it got in the media
// store, so that an address is asked once.
package download

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"rialto/internal/errs"
	"rialto/internal/media"
	"rialto/internal/publicnet"
)

const (
	fetchTimeout  = 10 * time.Second // for a picture, from the first byte to the last
	fetchAtOnce   = 4
	maxImageBytes = 20 << 20
)

// Client is an HTTP client for public addresses only.
func Client() *http.Client { return publicClient() }

// Pictures downloads pictures for one piece of work. A host that failed once is not
// asked again, so that work without a network is not one timeout after another. It
// is safe for concurrent use.
type Pictures struct {
	client *http.Client
	media  *media.Service

	mu   sync.Mutex
	down map[string]string // hosts that are no longer asked, and why
}

// New returns Pictures that asks client, which decides who may be asked.
func New(client *http.Client, m *media.Service) *Pictures {
	return &Pictures{client: client, media: m, down: map[string]string{}}
}

// Failure says why a picture could not be had. Host is set when it is the host
// that is no longer asked.
type Failure struct{ Host, Reason string }

// All returns for each address its picture, or why it could not be had, which is
// not an error: a product without its picture is worth having. A picture that was
// fetched before is not fetched again.
func (p *Pictures) All(ctx context.Context, addresses []string) ([]*media.Image, []*Failure, error) {
	images, failures := make([]*media.Image, len(addresses)), make([]*Failure, len(addresses))
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(fetchAtOnce)
	for i, address := range addresses {
		g.Go(func() (err error) {
			images[i], failures[i], err = p.one(ctx, address)
			return err
		})
	}
	return images, failures, g.Wait()
}

// Known returns for each address the picture that was fetched from it before, nil
// for none.
func Known(ctx context.Context, m *media.Service, addresses []string) ([]*media.Image, error) {
	images := make([]*media.Image, len(addresses))
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(fetchAtOnce)
	for i, address := range addresses {
		g.Go(func() error {
			img, known, err := m.Recall(ctx, address)
			if known {
				images[i] = &img
			}
			return err
		})
	}
	return images, g.Wait()
}

func (p *Pictures) one(ctx context.Context, address string) (*media.Image, *Failure, error) {
	img, known, err := p.media.Recall(ctx, address)
	if err != nil || known {
		return &img, nil, err
	}
	content, failure, err := p.content(ctx, address)
	if err != nil || failure != nil {
		return nil, failure, err
	}
	img, err = p.media.Put(ctx, bytes.NewReader(content), "")
	if e, ok := errs.As(err); ok && e.Kind == errs.Invalid {
		return nil, &Failure{Reason: e.Message}, nil
	}
	if err != nil {
		return nil, nil, err
	}
	return &img, nil, p.media.Remember(ctx, address, img)
}

// content downloads a picture. The error is that of ctx.
func (p *Pictures) content(ctx context.Context, address string) ([]byte, *Failure, error) {
	u, err := url.Parse(address)
	if err != nil {
		return nil, &Failure{Reason: "the address cannot be read"}, nil
	}
	if reason, down := p.isDown(u.Host); down {
		return nil, &Failure{u.Host, reason}, nil
	}
	timed, cancel := context.WithTimeout(ctx, fetchTimeout)
	defer cancel()
	req, err := http.NewRequestWithContext(timed, http.MethodGet, address, nil)
	if err != nil {
		return nil, &Failure{Reason: "the address cannot be read"}, nil
	}
	req.Header.Set("Accept", "image/webp, image/png, image/jpeg")
	res, err := p.client.Do(req)
	if err != nil {
		return p.giveUp(ctx, u.Host, reasonOf(err))
	}
	defer res.Body.Close()
	switch {
	case res.StatusCode >= 500 || res.StatusCode == http.StatusTooManyRequests:
		return p.giveUp(ctx, u.Host, fmt.Sprintf("answered %d", res.StatusCode))
	case res.StatusCode != http.StatusOK:
		return nil, &Failure{Reason: fmt.Sprintf("the server answered %d", res.StatusCode)}, nil
	}
	content, err := io.ReadAll(io.LimitReader(res.Body, maxImageBytes+1))
	if err != nil {
		return p.giveUp(ctx, u.Host, reasonOf(err))
	}
	return content, nil, nil
}

func reasonOf(err error) string {
	switch {
	case errors.Is(err, publicnet.ErrNotPublic):
		return "is not a public address"
	case errors.Is(err, context.DeadlineExceeded):
		return fmt.Sprintf("took longer than %s", fetchTimeout)
	}
	return "could not be reached"
}

func (p *Pictures) isDown(host string) (reason string, down bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	reason, down = p.down[host]
	return reason, down
}

// giveUp asks a host no more, unless it is the work that was given up.
func (p *Pictures) giveUp(ctx context.Context, host, reason string) ([]byte, *Failure, error) {
	if ctx.Err() != nil {
		return nil, nil, ctx.Err()
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.down[host] == "" {
		p.down[host] = reason
	}
	return nil, &Failure{host, p.down[host]}, nil
}
