// Package tally counts over all streams of the process.
package tally

import (
	"math"

	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/record"
)

// histogram pools values of many streams in the catalogue's log-linear buckets.
type histogram struct {
	shape  record.GapHistogram
	counts []int64
	total  int64
}

func (h *histogram) add(value record.Micros) {
	if h.counts == nil {
		h.counts = make([]int64, h.shape.Buckets())
	}
	h.counts[h.shape.Bucket(value.Ms())]++
	h.total++
}

// quantile is a value of which the share p of all values is at most as large, known to within its bucket (1.6 %):
// the middle of the bucket. False when there is no value.
func (h *histogram) quantile(p float64) (float64, bool) {
	if h.total == 0 {
		return 0, false
	}
	rank := int64(math.Ceil(p * float64(h.total)))
	seen := int64(0)
	for bucket, count := range h.counts {
		if seen += count; seen >= max(rank, 1) {
			low, high := h.shape.Edges(bucket)
			if math.IsInf(high, 1) {
				return low, true
			}
			return (low + high) / 2, true
		}
	}
	return 0, false
}
