package tally

import (
	"sync"
	"sync/atomic"

	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/outcome"
	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/record"
)

// Tally is the process's count. Started, active, done and tokens count every stream; success and the quantiles leave
// warm-up and probes out.
type Tally struct {
	started, active, done, tokens, dropped atomic.Int64
	success, cancelled                     atomic.Int64

	mu               sync.Mutex
	ttft, lag, delay histogram
	reads            ReadsPolicy
}

// New makes an empty tally; shape is the catalogue's histogram.
func New(shape record.GapHistogram) *Tally {
	return &Tally{
		ttft: histogram{shape: shape}, lag: histogram{shape: shape}, delay: histogram{shape: shape},
		reads: newReadsPolicy(),
	}
}

// Start counts a stream that starts and returns how many are open now.
func (t *Tally) Start() int64 {
	t.started.Add(1)
	return t.active.Add(1)
}

// End counts a stream that ended and returns how many are open now. keepReads says whether its record shows its reads.
func (t *Tally) End(r *record.Record) (active int64, keepReads bool) {
	t.done.Add(1)
	t.tokens.Add(r.Tokens)
	if r.Outcome.Success() {
		t.success.Add(1)
	}
	if r.Outcome == outcome.Cancelled || r.Outcome == outcome.HarnessCut {
		t.cancelled.Add(1)
	}
	t.mu.Lock()
	keepReads = r.KeepRaw || t.reads.keep(r)
	if !r.Warmup && !r.Probe {
		t.delay.add(r.StartDelay())
		if r.TTFT.Known {
			t.ttft.add(r.TTFT.Value)
		}
		for _, lag := range r.Lag {
			t.lag.add(lag)
		}
	}
	t.mu.Unlock()
	return t.active.Add(-1), keepReads
}

// Drop counts intended starts that were not made.
func (t *Tally) Drop(n int64) { t.dropped.Add(n) }

// Counts are the process-wide counters.
type Counts struct {
	Started, Active, Done, Success, Cancelled, Tokens, Dropped int64
}

// Counts reads the counters.
func (t *Tally) Counts() Counts {
	return Counts{
		Started: t.started.Load(), Active: t.active.Load(), Done: t.done.Load(), Success: t.success.Load(),
		Cancelled: t.cancelled.Load(), Tokens: t.tokens.Load(), Dropped: t.dropped.Load(),
	}
}
