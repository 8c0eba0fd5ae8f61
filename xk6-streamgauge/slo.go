package streamgauge

import (
	"slices"

	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/record"
)

// slo are the limits of goodput; a stream's value for gap is its own p95 gap.
type slo struct {
	below map[string]float64 // ttftMs, ttfaMs, gapMs, tpotMs, e2eMs
	tps   float64            // tokens/s, 0 = no limit
}

// met is 1 for a stream that succeeded and met every limit, else 0; a stream without the value misses.
func (s *slo) met(r *record.Record) float64 {
	if !r.Outcome.Success() {
		return 0
	}
	for name, limit := range s.below {
		value := s.value(name, r)
		if !value.Known || value.Value.Ms() >= limit {
			return 0
		}
	}
	if s.tps > 0 {
		if tps := r.TokensPerSecond(); !tps.Known || tps.Value <= s.tps {
			return 0
		}
	}
	return 1
}

func (s *slo) value(name string, r *record.Record) record.Maybe[record.Micros] {
	switch name {
	case "ttftMs":
		return r.TTFT
	case "ttfaMs":
		return r.TTFA
	case "tpotMs":
		return r.TPOT()
	case "e2eMs":
		return r.E2E
	default:
		if len(r.Gaps) == 0 {
			return record.Maybe[record.Micros]{}
		}
		sorted := slices.Clone(r.Gaps)
		slices.Sort(sorted)
		return record.Known(record.Quantile(sorted, 0.95))
	}
}
