package tally

import (
	"sync"
	"sync/atomic"

	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/outcome"
	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/record"
)

// Tally is the process's count: of all streams, and of the load alone, which probes and canary streams are no part of.
// The quantiles leave warm-up out too.
type Tally struct {
	all, load counters
	dropped   atomic.Int64

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
func (t *Tally) Start(probe bool) int64 {
	if !probe {
		t.load.start()
	}
	return t.all.start()
}

// End counts a stream that ended and returns how many are open now. keepReads says whether its record shows its reads.
func (t *Tally) End(r *record.Record) (active int64, keepReads bool) {
	if !r.Probe {
		t.load.end(r)
	}
	active = t.all.end(r)
	t.mu.Lock()
	defer t.mu.Unlock()
	keepReads = r.KeepRaw || t.reads.keep(r)
	if !r.Warmup && !r.Probe {
		t.delay.add(r.StartDelay())
		if r.TTFT.Known {
			t.ttft.add(r.TTFT.Value)
		}
		if r.Reader == nil { // what a slow reader leaves lying in the kernel is no lag of ours
			for _, lag := range r.Lag {
				t.lag.add(lag)
			}
		}
	}
	return active, keepReads
}

// Drop counts intended starts that were not made.
func (t *Tally) Drop(n int64) { t.dropped.Add(n) }

// Counts are the process-wide counters.
type Counts struct {
	Started, Active, Done, Success, Cancelled, Tokens, Dropped int64
}

// Counts reads the counters of all streams.
func (t *Tally) Counts() Counts { return t.counts(&t.all) }

func (t *Tally) counts(c *counters) Counts {
	return Counts{
		Started: c.started.Load(), Active: c.active.Load(), Done: c.done.Load(), Success: c.success.Load(),
		Cancelled: c.cancelled.Load(), Tokens: c.tokens.Load(), Dropped: t.dropped.Load(),
	}
}

type counters struct {
	started, active, done, success, cancelled, tokens atomic.Int64
}

func (c *counters) start() int64 {
	c.started.Add(1)
	return c.active.Add(1)
}

func (c *counters) end(r *record.Record) int64 {
	c.done.Add(1)
	c.tokens.Add(r.Tokens)
	if r.Outcome.Success() {
		c.success.Add(1)
	}
	if r.Outcome == outcome.Cancelled || r.Outcome == outcome.HarnessCut {
		c.cancelled.Add(1)
	}
	return c.active.Add(-1)
}
