package tally

import (
	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/record"
)

const (
	firstStreams  = 20
	failedStreams = 200
	slowStreams   = 20
)

// ReadsPolicy chooses the records that show every read: the first 20 of a scenario and route, each without success (at
// most 200), and those that are among the 20 slowest (by time to first token and to last content) when they end.
type ReadsPolicy struct {
	first             map[[2]string]int
	failed            int
	slowTTFT, slowE2E smallest
}

func newReadsPolicy() ReadsPolicy { return ReadsPolicy{first: map[[2]string]int{}} }

func (p *ReadsPolicy) keep(r *record.Record) bool {
	key := [2]string{r.Scenario, r.Route}
	keep := p.first[key] < firstStreams
	if keep {
		p.first[key]++
	}
	if !r.Outcome.Success() && p.failed < failedStreams {
		p.failed++
		keep = true
	}
	if r.Warmup || r.Probe {
		return keep
	}
	if r.TTFT.Known && p.slowTTFT.enter(r.TTFT.Value) {
		keep = true
	}
	if r.E2E.Known && p.slowE2E.enter(r.E2E.Value) {
		keep = true
	}
	return keep
}

// smallest holds the slowest values so far; the smallest of them is the one to beat.
type smallest struct {
	values []record.Micros
}

func (s *smallest) enter(value record.Micros) bool {
	if len(s.values) < slowStreams {
		s.values = append(s.values, value)
		return true
	}
	least := 0
	for i, v := range s.values {
		if v < s.values[least] {
			least = i
		}
	}
	if value <= s.values[least] {
		return false
	}
	s.values[least] = value
	return true
}
