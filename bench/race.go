package main

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"sync"

	"github.com/google/uuid"
)

// The blueprint's race: this many checkouts at once, for a stock that is too
// small, again and again.
const (
	racers     = 100
	raceStock  = 10
	raceRounds = 20
)

// race checks counts; how long it takes is only shown.
func race(ctx context.Context, b *bench) error {
	m, err := b.openMarket(ctx)
	if err != nil {
		return err
	}
	p, err := b.serve(ctx, m.dsn)
	if err != nil {
		return err
	}
	defer p.stop() //nolint:errcheck // it is killed if it does not end
	scarce, err := b.raceScarce(ctx, m, p)
	if err != nil {
		return err
	}
	crossed, err := b.raceCrossed(ctx, m, p)
	if err != nil {
		return err
	}
	b.report.limit(fmt.Sprintf("race: %d checkouts, stock %d, %d rounds", racers, raceStock, raceRounds), scarce.String(),
		"10 × 201, 90 × 409 out_of_stock, 0 left, in each round", true)
	b.report.limit(fmt.Sprintf("race: %d carts of two hot products, half in opposite order, %d rounds", racers, raceRounds), crossed.String(),
		"100 × 201 in each round, no deadlock", true)
	return m.verify(ctx, b.report)
}

// raceScarce puts a stock of ten before a hundred buyers.
func (b *bench) raceScarce(ctx context.Context, m *market, p *program) (outcomes, error) {
	all := outcomes{}
	for round := range raceRounds {
		variant := m.variants[1+round]
		if err := m.setStock(ctx, variant, raceStock); err != nil {
			return nil, err
		}
		got, err := m.checkoutAtOnce(ctx, p, func(int) []uuid.UUID { return []uuid.UUID{variant} })
		if err != nil {
			return nil, err
		}
		var left int
		if err := m.pool.QueryRow(ctx, "SELECT quantity_available FROM catalog.inventory WHERE variant_id = $1", variant).Scan(&left); err != nil {
			return nil, err
		}
		b.report.progress("  round %2d  %s, %d left", round+1, got, left)
		if err := m.setStock(ctx, variant, marketGoods.stock); err != nil {
			return nil, err
		}
		if got["201"] != raceStock || got["409 out_of_stock"] != racers-raceStock || left != 0 {
			return nil, fmt.Errorf("%d buyers of a stock of %d: %s, %d left", racers, raceStock, got, left)
		}
		all.add(got)
	}
	return all, nil
}

// raceCrossed lets half of the buyers choose the same two products the other
// way round.
func (b *bench) raceCrossed(ctx context.Context, m *market, p *program) (outcomes, error) {
	all := outcomes{}
	for round := range raceRounds {
		pair := []uuid.UUID{m.variants[100+2*round], m.variants[101+2*round]}
		got, err := m.checkoutAtOnce(ctx, p, func(i int) []uuid.UUID {
			if i%2 == 0 {
				return pair
			}
			return []uuid.UUID{pair[1], pair[0]}
		})
		if err != nil {
			return nil, err
		}
		b.report.progress("  round %2d  opposite order: %s", round+1, got)
		if got["201"] != racers {
			return nil, fmt.Errorf("%d buyers of the same two products: %s", racers, got)
		}
		all.add(got)
	}
	return all, nil
}

// setStock replaces what is left of a variant, as catalog.SetStock does.
func (m *market) setStock(ctx context.Context, variant uuid.UUID, n int) error {
	_, err := m.pool.Exec(ctx, `UPDATE catalog.inventory
		SET quantity_received = quantity_received + $2 - quantity_available, quantity_available = $2 WHERE variant_id = $1`, variant, n)
	return err
}

// outcomes counts answers by status and code.
type outcomes map[string]int

func (o outcomes) add(other outcomes) {
	for k, n := range other {
		o[k] += n
	}
}

// String lists them, the most frequent last.
func (o outcomes) String() string {
	var parts []string
	for _, k := range slices.Sorted(maps.Keys(o)) {
		parts = append(parts, fmt.Sprintf("%d × %s", o[k], k))
	}
	return strings.Join(parts, ", ")
}

// checkoutAtOnce lets every racer order a cart with its choice, all of them at
// the same moment, over connections that are open already.
func (m *market) checkoutAtOnce(ctx context.Context, p *program, choose func(racer int) []uuid.UUID) (outcomes, error) {
	m.dropCarts()
	n := 0
	if err := m.fillCarts(ctx, racers, func() []uuid.UUID { n++; return choose(n - 1) }); err != nil {
		return nil, err
	}
	var (
		wg    sync.WaitGroup
		mu    sync.Mutex
		got   = outcomes{}
		start = make(chan struct{})
		ready sync.WaitGroup
	)
	for range racers {
		cart, err := m.nextCart()
		if err != nil {
			return nil, err
		}
		ready.Add(1)
		wg.Go(func() {
			c := httpConn{address: p.address}
			defer c.close()
			_, _, err := c.call(requestText("GET", p.address, "/healthz", ""))
			ready.Done()
			<-start
			outcome := "no answer"
			if err == nil {
				outcome = outcomeOf(c.call(orderRequest(p.address, cart)))
			}
			mu.Lock()
			defer mu.Unlock()
			got[outcome]++
		})
	}
	ready.Wait()
	close(start)
	wg.Wait()
	m.ordered += got["201"]
	return got, nil
}

func outcomeOf(status int, body []byte, err error) string {
	switch {
	case err != nil:
		return "no answer"
	case status == http.StatusCreated:
		return "201"
	}
	_, rest, _ := bytes.Cut(body, []byte(`"code":"`))
	code, _, _ := bytes.Cut(rest, []byte(`"`))
	return fmt.Sprintf("%d %s", status, code)
}

// random returns one of the list.
func random[T any](list []T) T { return list[rand.IntN(len(list))] }
