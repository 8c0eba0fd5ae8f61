package record

import "math"

// GapHistogram is the shape of the sparse histogram of gaps: the same formula as core/metrics/gap-histogram.ts,
// with its constants from the catalogue. Each power of two from 2^MinExponent ms to 2^MaxExponent ms is cut into
// SubBuckets equal steps; bucket 0 lies below, the last one above.
type GapHistogram struct {
	MinExponent int `json:"minExponent"`
	MaxExponent int `json:"maxExponent"`
	SubBuckets  int `json:"subBuckets"`
}

// Buckets is how many there are.
func (h GapHistogram) Buckets() int { return 2 + (h.MaxExponent-h.MinExponent)*h.SubBuckets }

// Bucket is the bucket of a value in milliseconds; negative counts as 0.
func (h GapHistogram) Bucket(ms float64) int {
	if !(ms >= math.Ldexp(1, h.MinExponent)) {
		return 0
	}
	if ms >= math.Ldexp(1, h.MaxExponent) {
		return h.Buckets() - 1
	}
	fraction, exponent := math.Frexp(ms) // ms = fraction·2^exponent, fraction in [1/2, 1)
	step := int((fraction*2 - 1) * float64(h.SubBuckets))
	return 1 + (exponent-1-h.MinExponent)*h.SubBuckets + step
}

// Edges are a bucket's lower and upper edge in milliseconds; the last one's upper edge is infinite.
func (h GapHistogram) Edges(bucket int) (low, high float64) {
	last := h.Buckets() - 1
	switch {
	case bucket <= 0:
		return 0, math.Ldexp(1, h.MinExponent)
	case bucket >= last:
		return math.Ldexp(1, h.MaxExponent), math.Inf(1)
	}
	base := math.Ldexp(1, h.MinExponent+(bucket-1)/h.SubBuckets)
	step := float64((bucket - 1) % h.SubBuckets)
	n := float64(h.SubBuckets)
	return base * (1 + step/n), base * (1 + (step+1)/n)
}
