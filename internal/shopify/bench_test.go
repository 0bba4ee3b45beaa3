package shopify_test

import (
	"fmt"
	"runtime"
	"strings"
	"testing"

	"rialto/internal/shopify"
)

// BenchmarkImport imports a file of 5,000 rows and reports the heap it needs
// at its highest.
func BenchmarkImport(b *testing.B) {
	var text strings.Builder
	text.WriteString(header)
	for i := range 1250 {
		h := fmt.Sprint("product-", i)
		for j := range 4 {
			text.WriteString(line("Handle", h, "Title", h, "Body (HTML)", "<p>"+strings.Repeat("words ", 80)+"</p>", "Option1 Name", "Size",
				"Option1 Value", fmt.Sprint(j), "Variant SKU", fmt.Sprint(h, "-", j), "Variant Price", "9.90", "Variant Inventory Qty", "5"))
		}
	}
	file := text.String()
	b.SetBytes(int64(len(file)))
	for b.Loop() {
		m := setup(b)
		var most uint64
		report := m.mustRun(b, file, func(o *shopify.Options) {
			o.Progress = func(done, _ int64) {
				if done%64 == 0 {
					var s runtime.MemStats
					runtime.ReadMemStats(&s)
					most = max(most, s.HeapInuse)
				}
			}
		})
		if report.Variants != 5000 {
			b.Fatalf("report %+v", report)
		}
		b.ReportMetric(float64(most)/(1<<20), "MB-heap")
	}
}
