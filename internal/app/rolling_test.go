package app

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/google/uuid"

	"rialto/internal/db/dbtest"
)

// proxied are two processes on one database behind a HAProxy with the configuration of
// deploy/.
type proxied struct {
	*market
	dsn, dir string
	status   string // where the proxy says what it knows
	address  map[string]string
	process  map[string]*process
}

func startProxied(t *testing.T) proxied {
	t.Helper()
	if _, err := exec.LookPath("haproxy"); err != nil {
		t.Fatal("there is no haproxy: run tools/haproxy")
	}
	visitors := freeAddress(t)
	p := proxied{
		market: &market{url: "http://" + visitors}, dsn: dbtest.NewURL(t), dir: t.TempDir(), status: freeAddress(t),
		address: map[string]string{"a": freeAddress(t), "b": freeAddress(t)}, process: map[string]*process{},
	}
	p.connect(t, p.dsn)
	p.startProcess(t, "a") // it makes the keys that both use
	p.startProcess(t, "b")

	said := &log{}
	proxy := exec.CommandContext(context.WithoutCancel(t.Context()), "haproxy", "-db", "-f", "../../deploy/proxy/haproxy.cfg")
	proxy.Env = append(os.Environ(), "LISTEN="+visitors, "STATUS="+p.status, "RIALTO_A="+p.address["a"], "RIALTO_B="+p.address["b"])
	proxy.Stdout, proxy.Stderr = said, said
	must(t, proxy.Start())
	t.Cleanup(func() {
		_ = proxy.Process.Kill()
		_ = proxy.Wait()
		if t.Failed() {
			t.Logf("the proxy said:\n%s", said)
		}
	})
	p.awaitUp(t, "a", "b")
	return p
}

func (p proxied) startProcess(t *testing.T, name string) {
	t.Helper()
	one := &process{said: &log{}, ended: make(chan error, 1)}
	one.cmd = program(context.WithoutCancel(t.Context()), p.dir, "serve", "--addr", p.address[name], "--stop-delay", "2s", "--database-conns", "8")
	one.cmd.Env = append(one.cmd.Env, "RIALTO_DATABASE_URL="+p.dsn, "RIALTO_PUBLIC_URL="+p.url, "RIALTO_TRUSTED_PROXIES=127.0.0.1", "RIALTO_LOG_LEVEL=warn")
	one.cmd.Stdout, one.cmd.Stderr = one.said, one.said
	must(t, one.cmd.Start())
	go func() { one.ended <- one.cmd.Wait() }()
	t.Cleanup(func() {
		_ = one.cmd.Process.Kill() // it has ended, if all is well
		if t.Failed() {
			t.Logf("%s said:\n%s", name, one.said)
		}
	})
	one.said.awaitURL(t, one.ended)
	p.process[name] = one
}

// awaitUp waits until the proxy sends visitors to all of the processes.
func (p proxied) awaitUp(t *testing.T, names ...string) {
	t.Helper()
	eventually(t, time.Minute, func() bool {
		up, err := p.up()
		for _, name := range names {
			if err != nil || !up[name] {
				return false
			}
		}
		return true
	}, "the proxy sees all processes")
}

// up are the processes to which the proxy sends visitors.
func (p proxied) up() (map[string]bool, error) {
	res, err := p.client.Get("http://" + p.status + "/;csv")
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	rows, err := csv.NewReader(res.Body).ReadAll()
	if err != nil || len(rows) == 0 {
		return nil, errors.Join(err, errors.New("the proxy says nothing"))
	}
	column := map[string]int{}
	for i, name := range rows[0] {
		column[name] = i
	}
	up := map[string]bool{}
	for _, row := range rows[1:] {
		if row[0] == "rialto" {
			up[row[1]] = row[column["status"]] == "UP"
		}
	}
	return up, nil
}

// TestRollingRestart restarts one process after the other while people read, shop, pay
// and follow their orders. No request may fail, no write may be lost or done twice.
func TestRollingRestart(t *testing.T) {
	t.Parallel()
	p := startProxied(t)
	goods := p.goods(t, 100_000)
	var done atomic.Bool
	var reads, orders, streams atomic.Int64
	var visitors sync.WaitGroup
	for range 4 {
		visitors.Go(func() {
			for !done.Load() && !t.Failed() {
				if a := p.call("GET", fmt.Sprintf("/products?maxPrice=%d", 1e9+uncached.Add(1)), ""); a.status != http.StatusOK {
					t.Errorf("a read failed: %d %s", a.status, a.body)
				}
				reads.Add(1)
			}
		})
	}
	for range 3 {
		visitors.Go(func() {
			for !done.Load() && !t.Failed() {
				p.buy(t, goods)
				orders.Add(1)
			}
		})
	}
	followed := p.placeOne(t, p.cart(t, goods))
	for range 2 {
		visitors.Go(func() {
			for !done.Load() && !t.Failed() {
				if err := p.followOnce(t.Context(), followed, &done); err != nil {
					t.Errorf("a stream broke: %v", err)
				}
				streams.Add(1)
			}
		})
	}
	for _, name := range []string{"a", "b"} {
		before := orders.Load()
		if err := p.process[name].stop(t, syscall.SIGTERM, time.Minute); err != nil {
			t.Errorf("after SIGTERM: %v", err)
		}
		eventually(t, time.Minute, func() bool { return t.Failed() || orders.Load() > before+5 }, "orders are placed while one process is down")
		p.startProcess(t, name)
		p.awaitUp(t, "a", "b")
	}
	done.Store(true)
	visitors.Wait()
	t.Logf("%d reads, %d orders, %d streams", reads.Load(), orders.Load(), streams.Load())
	if streams.Load() < 4 {
		t.Errorf("only %d streams: none was ended and begun again", streams.Load())
	}
	var placed, paid int64
	must(t, p.pool.QueryRow(t.Context(), "SELECT count(*), count(*) FILTER (WHERE status = 'paid') FROM orders.orders").Scan(&placed, &paid))
	if placed != orders.Load()+1 || paid != orders.Load() {
		t.Errorf("%d orders are placed and %d paid, of %d, and one that nobody pays", placed, paid, orders.Load())
	}
	p.mustBeHealthy(t)
	for _, one := range p.process {
		if err := one.stop(t, syscall.SIGTERM, time.Minute); err != nil {
			t.Errorf("after SIGTERM: %v", err)
		}
	}
}

// buy puts a piece into a cart, orders and pays it, and waits until the order is paid.
func (p proxied) buy(t *testing.T, goods uuid.UUID) {
	cart := uuid.NewString()
	a := p.call("POST", "/carts/"+cart+"/items", fmt.Sprintf(`{"variantId":%q,"quantity":1}`, goods))
	var in struct {
		Stores []struct{ Items []struct{ Quantity int } }
	}
	if a.status == http.StatusOK {
		a.into(t, &in)
	}
	if a.status != http.StatusOK || len(in.Stores) != 1 || len(in.Stores[0].Items) != 1 || in.Stores[0].Items[0].Quantity != 1 {
		t.Errorf("add to cart: %d %s", a.status, a.body)
		return
	}
	if a = p.placeOrder(cart, uuid.NewString()); a.status != http.StatusCreated {
		t.Errorf("place order: %d %s", a.status, a.body)
		return
	}
	var bought placed
	a.into(t, &bought)
	if bought.PaymentURL == nil {
		t.Error("there is no page to pay on")
		return
	}
	if a = p.post(*bought.PaymentURL, url.Values{"outcome": {"paid"}}); a.status != http.StatusSeeOther {
		t.Errorf("pay: %d %s", a.status, a.body)
		return
	}
	for deadline := time.Now().Add(time.Minute); ; {
		a = p.call("GET", "/orders/"+bought.OrderID+"?token="+bought.OrderToken, "")
		if a.status != http.StatusOK || time.Now().After(deadline) {
			t.Errorf("the order: %d %s", a.status, a.body)
			return
		}
		if strings.Contains(string(a.body), `"status":"paid"`) {
			return
		}
	}
}

// followOnce follows an order until the stream ends, which has to be at the end of a line
// and of the answer, or until done.
func (p proxied) followOnce(ctx context.Context, followed placed, done *atomic.Bool) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, p.url+"/api/v1/orders/"+followed.OrderID+"/events?token="+followed.OrderToken, http.NoBody)
	if err != nil {
		return err
	}
	res, err := p.client.Transport.RoundTrip(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("status %d", res.StatusCode)
	}
	ended := make(chan error, 1)
	go func() {
		text, err := io.ReadAll(res.Body)
		if err == nil && !strings.HasSuffix(string(text), "\n\n") {
			err = fmt.Errorf("it ends with %q", text)
		}
		ended <- err
	}()
	look := time.NewTicker(50 * time.Millisecond)
	defer look.Stop()
	for {
		select {
		case err := <-ended:
			return err
		case <-look.C:
			if done.Load() {
				return nil
			}
		}
	}
}
