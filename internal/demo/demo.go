// Package demo fills a market with stores and products to look at.
//
// What they are called, cost and say is in stores/*.yaml; their pictures are
// drawn from emoji of a development dependency. Everything but the dates, which
// are relative to now, comes out the same each time.
package demo

import (
	"context"
	"errors"
	"fmt"
	"image"
	"runtime"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"rialto/internal/catalog"
	"rialto/internal/media"
	"rialto/internal/stores"
)

// Services are where the demo is put.
type Services struct {
	Stores  *stores.Service
	Catalog *catalog.Service
	Media   *media.Service
}

// Config says how.
type Config struct {
	Currency string
	// Emoji is the folder of the pictures' raw material; empty: it is looked
	// for in node_modules above the program and above the working directory.
	Emoji string
	// Limit is the most products for each store; zero: all.
	Limit int
	// Shrink divides the sides of the pictures, which are most of the work; zero: they
	// are as large as can be.
	Shrink int
	// Progress, if set, is told how many stores and products are there. Calls
	// do not overlap.
	Progress func(done, total int)
}

// Seed puts the demo's stores and products in. What is there is left as it is,
// so a seed that was cut off is completed and a second one changes nothing. It
// returns ErrNoEmoji when the pictures cannot be made.
func Seed(ctx context.Context, to Services, cfg Config) error {
	all, err := readStores()
	if err != nil {
		return err
	}
	dir, err := findEmoji(cfg.Emoji)
	if err != nil {
		return err
	}
	s := &seeder{
		Services: to, currency: cfg.Currency, sizes: fullSize.shrunk(max(cfg.Shrink, 1)), now: time.Now(), progress: cfg.Progress,
		emojis: &emojis{dir: dir, loaded: map[string]*image.NRGBA{}},
	}
	for i := range all {
		if p := all[i].Products; cfg.Limit > 0 && len(p) > cfg.Limit {
			all[i].Products = p[:cfg.Limit]
		}
		s.total += 1 + len(all[i].Products)
	}
	g, ctx := errgroup.WithContext(ctx)
	// One more than processors: while one waits for the database, others draw.
	g.SetLimit(runtime.GOMAXPROCS(0) + 1)
	for _, data := range all {
		if err := s.store(ctx, g, data); err != nil {
			return errors.Join(err, g.Wait())
		}
	}
	return g.Wait()
}

type seeder struct {
	Services
	currency string
	sizes    sizes
	now      time.Time
	emojis   *emojis

	mu          sync.Mutex
	progress    func(done, total int)
	done, total int
}

// store opens a store unless it is open and has g list its products.
func (s *seeder) store(ctx context.Context, g *errgroup.Group, data storeData) error {
	pictures, err := newStudio(data, s.emojis, s.Media, s.sizes)
	if err != nil {
		return err
	}
	store, err := s.Stores.Store(ctx, data.slug)
	if errors.Is(err, stores.ErrNotFound) {
		store, err = s.open(ctx, data, pictures)
	}
	if err != nil {
		return fmt.Errorf("demo store %s: %w", data.slug, err)
	}
	s.advance()
	for _, p := range data.Products {
		g.Go(func() error {
			if err := s.product(ctx, store, data, p, pictures); err != nil {
				return fmt.Errorf("demo product %s of %s: %w", p.Name, data.slug, err)
			}
			s.advance()
			return nil
		})
	}
	return nil
}

func (s *seeder) open(ctx context.Context, data storeData, pictures *studio) (stores.Store, error) {
	sign, shelf, err := pictures.sign(ctx)
	if err != nil {
		return stores.Store{}, err
	}
	return s.Stores.Create(ctx, stores.CreateInput{
		Slug: data.slug, Name: data.Name, Tagline: data.Tagline, Description: data.Description, Location: data.Location,
		Logo: &sign, Banner: &shelf, CreatedAt: opened(random(data.slug, "opened"), s.now),
	})
}

// product lists a product unless it is on sale.
func (s *seeder) product(ctx context.Context, store stores.Store, data storeData, p productData, pictures *studio) error {
	in, err := p.input(data, s.currency)
	if err != nil {
		return err
	}
	_, err = s.Catalog.ProductBySlug(ctx, store.ID, in.Slug)
	if !errors.Is(err, catalog.ErrProductNotFound) {
		return err
	}
	in.StoreID, in.CreatedAt = store.ID, listed(random(data.slug, p.Name, "listed"), s.now)
	if in.Images, err = pictures.product(ctx, p); err != nil {
		return err
	}
	_, err = s.Catalog.Put(ctx, in)
	return err
}

func (s *seeder) advance() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.done++
	if s.progress != nil {
		s.progress(s.done, s.total)
	}
}
