package limits

import (
	"fmt"
	"testing"
	"time"

	"rialto/internal/limits/redistest"
)

// BenchmarkAllow measures what a request pays for being counted.
func BenchmarkAllow(b *testing.B) {
	visitors := make([]Visitor, 10_000)
	for i := range visitors {
		visitors[i] = at(fmt.Sprintf("10.0.%d.%d", i/250, i%250))
	}
	run := func(cfg Config) func(b *testing.B) {
		return func(b *testing.B) {
			o := open(b, cfg)
			o.requests.local.now, o.requests.local.start = time.Now, time.Now()
			b.ReportAllocs()
			b.ResetTimer()
			for i := 0; b.Loop(); i++ {
				_ = o.Allow(b.Context(), Read, visitors[i%len(visitors)])
			}
		}
	}
	b.Run("memory", run(Config{}))
	s := redistest.Start(b)
	b.Run("Redis", run(Config{RedisURL: s.URL(redistest.Patient)}))
	b.Run("memory, many at once", func(b *testing.B) {
		o := open(b, Config{})
		o.requests.local.now, o.requests.local.start = time.Now, time.Now()
		b.RunParallel(func(p *testing.PB) {
			for i := 0; p.Next(); i++ {
				_ = o.Allow(b.Context(), Read, visitors[i%len(visitors)])
			}
		})
	})
	b.Run("Redis, many at once", func(b *testing.B) {
		o := open(b, Config{RedisURL: s.URL(redistest.Patient)})
		b.SetParallelism(16)
		b.RunParallel(func(p *testing.PB) {
			for i := 0; p.Next(); i++ {
				_ = o.Allow(b.Context(), Read, visitors[i%len(visitors)])
			}
		})
	})
}

// BenchmarkGuard measures what a sign-in pays.
func BenchmarkGuard(b *testing.B) {
	s := redistest.Start(b)
	for name, cfg := range map[string]Config{"memory": {}, "Redis": {RedisURL: s.URL(redistest.Patient)}} {
		b.Run(name, func(b *testing.B) {
			o := open(b, cfg)
			for b.Loop() {
				if err := o.signIn(b.Context(), ada, at("192.0.2.1")); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
