package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/google/uuid"
)

// paidWithin is how long an order may take from its payment until it is paid.
const paidWithin = time.Minute

// shoppers look, search, order and pay without a pause, each request at one of the
// programs they are sent to. One request that fails is a failure of them all.
type shoppers struct {
	goods  filled
	client *http.Client
	crowd  sync.WaitGroup
	stop   context.CancelFunc

	mu       sync.Mutex
	at       []string // host:port of the programs
	underway sync.RWMutex
	requests int
	orders   int // that are paid
	slowest  map[string]time.Duration
	failures []error
}

// shop lets n shoppers in.
func shop(ctx context.Context, goods filled, n int, at ...string) *shoppers {
	ctx, stop := context.WithCancel(ctx)
	s := &shoppers{goods: goods, at: at, stop: stop, slowest: map[string]time.Duration{}, client: &http.Client{
		Timeout: callWithin, Transport: &http.Transport{MaxIdleConnsPerHost: n},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
	for range n {
		s.crowd.Go(func() {
			for ctx.Err() == nil {
				// A visit that has begun is finished.
				if err := s.visit(context.WithoutCancel(ctx)); err != nil {
					s.mu.Lock()
					s.failures = append(s.failures, err)
					s.mu.Unlock()
				}
			}
		})
	}
	return s
}

// sendTo sends all further requests to these programs. When it returns, none is on
// its way to another.
func (s *shoppers) sendTo(at ...string) {
	s.underway.Lock()
	defer s.underway.Unlock()
	s.at = at
	s.client.CloseIdleConnections()
}

// leave lets everybody finish and returns what went wrong.
func (s *shoppers) leave() error {
	s.stop()
	s.crowd.Wait()
	s.client.CloseIdleConnections()
	if len(s.failures) > 0 {
		return fmt.Errorf("%d of %d requests failed, such as: %w", len(s.failures), s.requests, errors.Join(s.failures[:min(5, len(s.failures))]...))
	}
	return nil
}

// visit looks around, buys two things and waits until the order is paid.
func (s *shoppers) visit(ctx context.Context) error {
	a, b := rand.IntN(len(s.goods.variants)), rand.IntN(len(s.goods.variants))
	for what, path := range map[string]string{
		"list":    "/products?sort=" + random([]string{"newest", "price_asc", "price_desc"}),
		"store":   "/stores/" + random(s.goods.slugs) + "/products",
		"search":  "/search?q=" + url.QueryEscape(random(adjectives)+" "+random(nouns)),
		"product": "/products/" + s.goods.products[a].String(),
	} {
		if _, err := s.ask(ctx, what, "GET", path, "", http.StatusOK); err != nil {
			return err
		}
	}
	cart := uuid.NewString()
	for _, i := range []int{a, b} {
		item := fmt.Sprintf(`{"variantId":%q,"quantity":1}`, s.goods.variants[i])
		if _, err := s.ask(ctx, "cart", "POST", "/carts/"+cart+"/items", item, http.StatusOK); err != nil {
			return err
		}
	}
	order := fmt.Sprintf(`{"cartId":%q,"email":"ada@example.org","shipping":{"name":"Ada Byron","line1":"Canal Street 1",`+
		`"city":"Berlin","postalCode":"10115","country":"DE"}}`, cart)
	body, err := s.ask(ctx, "order", "POST", "/orders", order, http.StatusCreated, "Idempotency-Key", cart)
	if err != nil {
		return err
	}
	var placed struct{ OrderID, OrderToken, PaymentURL string }
	if err := json.Unmarshal(body, &placed); err != nil || placed.PaymentURL == "" {
		return fmt.Errorf("POST /orders: there is no page to pay on: %s", body)
	}
	page, err := url.Parse(placed.PaymentURL)
	if err != nil {
		return err
	}
	if _, err := s.request(ctx, "pay", "POST", page.RequestURI(), "outcome=paid", "application/x-www-form-urlencoded", http.StatusSeeOther); err != nil {
		return err
	}
	for deadline := time.Now().Add(paidWithin); time.Now().Before(deadline); {
		body, err := s.ask(ctx, "order's page", "GET", "/orders/"+placed.OrderID+"?token="+placed.OrderToken, "", http.StatusOK)
		if err != nil {
			return err
		}
		var order struct{ Status string }
		if err := json.Unmarshal(body, &order); err != nil {
			return err
		}
		if order.Status == "paid" {
			s.mu.Lock()
			s.orders++
			s.mu.Unlock()
			return nil
		}
		if err := pause(ctx, 100*time.Millisecond); err != nil {
			return err
		}
	}
	return fmt.Errorf("order %s is not paid %s after its payment", placed.OrderID, paidWithin)
}

// ask sends JSON to the API.
func (s *shoppers) ask(ctx context.Context, what, method, path, body string, want int, header ...string) ([]byte, error) {
	return s.request(ctx, what, method, "/api/v1"+path, body, "application/json", want, header...)
}

func (s *shoppers) request(ctx context.Context, what, method, path, body, kind string, want int, header ...string) ([]byte, error) {
	s.underway.RLock()
	defer s.underway.RUnlock()
	begun := time.Now()
	at := random(s.at)
	req, err := http.NewRequestWithContext(ctx, method, "http://"+at+path, strings.NewReader(body))
	if err != nil {
		return nil, err
	}
	if body != "" {
		req.Header.Set("Content-Type", kind)
	}
	for i := 0; i < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	res, err := s.client.Do(req)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", what, err)
	}
	defer res.Body.Close()
	answer, err := io.ReadAll(res.Body)
	took := time.Since(begun)
	s.mu.Lock()
	s.requests++
	s.slowest[what] = max(s.slowest[what], took)
	s.mu.Unlock()
	if err == nil && res.StatusCode != want {
		err = fmt.Errorf("%s: %s %s answers %d: %.300s", what, method, path, res.StatusCode, answer)
	}
	return answer, err
}
