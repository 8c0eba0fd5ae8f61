package streamgauge

import (
	"crypto/sha256"
	"fmt"
	"math/rand/v2"
	"net/http"
	"time"

	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/monotonic"
	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/outcome"
	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/record"
	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/stream"
)

const (
	defaultBase = 500 * time.Millisecond
	defaultCap  = 8 * time.Second
)

// again says when a stream is asked for once more: after a cut, where the newest event's id says where to go on; and when
// the server was too busy. Both maxima count all attempts, the first too; below 2 nothing is tried again.
type again struct {
	resumes, retries int64
	delay            time.Duration // before going on
	base, most       time.Duration // of the growing wait for a busy server
	random           *rand.Rand

	attempt int64
	first   string // id of the first attempt's stream
}

// again reads the options resume and retry.
func (o *order) again(p *options) {
	r := p.adopt(optionsOf(p.rt, p.get("resume"), "open.resume", resumeKeys))
	defer p.adopt(r)
	t := p.adopt(optionsOf(p.rt, p.get("retry"), "open.retry", retryKeys))
	defer p.adopt(t)
	for _, policy := range []*options{r, t} {
		if policy.object != nil && policy.whole("maxAttempts") == 0 {
			policy.problem("%s needs maxAttempts, 1 or more, the first attempt counted", policy.name)
		}
	}
	if r.object != nil && o.request.Transport != "sse" {
		r.problem("open.resume needs transport sse, whose events have ids")
	}
	if r.object == nil && t.object == nil {
		return
	}
	o.more = &again{
		resumes: r.whole("maxAttempts"), retries: t.whole("maxAttempts"), delay: r.duration("delayMs", 0),
		base: t.duration("baseMs", defaultBase), most: t.duration("capMs", defaultCap),
		random:  rand.New(rand.NewPCG(uint64(t.whole("seed")), 0)), //nolint:gosec // a reproducible draw
		attempt: 1, first: o.request.Stream,
	}
	o.request.Attempt = 1
	if r.object != nil {
		o.request.KeepID, o.request.Sum = true, sha256.New()
	}
}

// next readies the request for another attempt and says how long to wait for it; false when there is to be none.
func (o *order) next(finished *stream.Finished) (wait time.Duration, ok bool) {
	m, r := o.more, finished.Record
	if m == nil {
		return 0, false
	}
	if id := finished.LastID(); id != "" {
		o.lastID = id
	}
	switch {
	case m.attempt < m.resumes && o.lastID != "" && (r.Outcome == outcome.TruncatedReset || r.Outcome == outcome.TruncatedClean ||
		m.attempt > 1 && r.Outcome == outcome.Refused):
		wait = m.delay
	case m.attempt < m.retries && r.Outcome == outcome.ErrorStatus &&
		(r.Status == http.StatusTooManyRequests || r.Status == http.StatusServiceUnavailable):
		wait = m.backoff(r.RetryAfterS)
	default:
		return 0, false
	}
	m.attempt++
	o.repeat(finished)
	o.request.ScheduledNs = monotonic.Now() + int64(wait)
	return wait, true
}

// repeat makes the request the next attempt's.
func (o *order) repeat(finished *stream.Finished) {
	q := &o.request
	previous := q.Stream
	q.Stream = fmt.Sprintf("%s~%d", o.more.first, o.more.attempt)
	q.Attempt, q.Of = o.more.attempt, o.more.first
	q.Header = q.Header.Clone()
	if q.Header.Get("X-Request-Id") == previous {
		q.Header.Set("X-Request-Id", q.Stream)
	}
	if o.lastID != "" {
		q.Header.Set("Last-Event-Id", o.lastID)
	}
	q.TextBefore, q.FirstToken = finished.Record.TextBytes, finished.NextToken()
}

// backoff is how long to wait for a busy server: as long as it asks, else base·2^(n-1) before attempt n+1, at most the cap,
// of which a share between a half and the whole is drawn, so that clients turned away together do not return together.
func (m *again) backoff(asked record.Maybe[float64]) time.Duration {
	if asked.Known {
		return milliseconds(asked.Value * 1000)
	}
	wait := m.base
	for n := int64(1); n < m.attempt && wait < m.most; n++ {
		wait *= 2
	}
	return time.Duration(float64(min(wait, m.most)) * (0.5 + m.random.Float64()/2))
}
