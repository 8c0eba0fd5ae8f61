package stream

import (
	"bytes"
	"context"
	"errors"
	"hash"
	"io"
	"net/http"
	"net/url"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/monotonic"
	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/outcome"
	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/record"
	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/stamp"
)

// run is one stream under way.
type run struct {
	q       *Request
	ctx     context.Context
	stop    context.CancelCauseFunc
	trace   trace
	watch   watch
	scratch *scratch
	rec     *record.Record
	ev      outcome.Evidence

	startedNs, endNs int64
	announced        bool      // the media type is that of a stream of the dialect
	paused           bool      // the reader's one pause was taken
	sum              hash.Hash // of the answer text
	bodyBytes        int64     // after decoding
	withheldNs       int64     // slept by the slow reader
	inFlight         record.Maybe[int64]
	redirects        int64 // followed
	wire             *meter

	cancelOnce sync.Once
	cancelNs   int64
	cancelled  string      // phase, under cancelOnce
	soft       bool        // the server was asked to end the stream, under cancelOnce
	closing    atomic.Bool // a FIN or an RST of ours goes out, and the cause follows
	socket     atomic.Pointer[socket]

	reader reader
}

// Finished is a stream's record with what belongs to it and is pooled: call Release when both are written.
type Finished struct {
	Record *record.Record
	// Reads are the reads of the body; the record shows them where the policy for reads says so.
	Reads   []record.ReadAt
	scratch *scratch
}

// LastID is the id of the newest event that had one, if the request was to keep it; empty if there was none.
func (f *Finished) LastID() string { return string(f.scratch.lastID) }

// NextToken is the index of the first token that has not come, as far as the tokens were stamped.
func (f *Finished) NextToken() int64 { return f.scratch.order.Next() }

// Release gives the pooled slices back; neither they nor the record's may be used after.
func (f *Finished) Release() { f.scratch.release() }

// Run opens the stream now and returns when it is over. It never fails: whatever happens is in the record.
func Run(ctx context.Context, q *Request, transport http.RoundTripper, jar http.CookieJar) *Finished {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	r := &run{q: q, ctx: ctx, stop: stop, scratch: takeScratch(q.Limits.event())}
	steps := stamp.Offset.Steps()
	r.begin()
	if q.Table.Framing == "json-message" {
		r.overSocket(transport, jar)
	} else {
		r.overHTTP(transport, jar)
	}
	r.watch.end()
	r.cancelOnce.Do(func() {}) // a cancel that the timer has begun is over now, and none begins
	r.rec.ClockStep = stamp.Offset.Steps() != steps
	r.finish()
	return &Finished{Record: r.rec, Reads: r.scratch.reads, scratch: r.scratch}
}

func (r *run) overHTTP(transport http.RoundTripper, jar http.CookieJar) {
	response, err := r.request(transport, jar)
	if err != nil {
		r.noResponse(err)
		return
	}
	r.response(response)
	_ = response.Body.Close()
}

func (r *run) begin() {
	now := time.Now()
	r.startedNs = monotonic.At(now)
	r.rec = &record.Record{
		Labels:    r.q.Labels,
		At:        now,
		Scheduled: record.OfNs(r.q.ScheduledNs),
		Started:   record.OfNs(r.startedNs),
		KeepRaw:   r.q.KeepRaw,
	}
	r.sum = r.scratch.text
	if r.q.Sum != nil {
		r.sum = r.q.Sum
	}
	r.reader.textBytes = r.q.TextBefore
	r.scratch.order.From(r.q.FirstToken)
	r.reader.init(r)
	r.watch.limits, r.watch.stop, r.watch.onCancel = r.q.Timeouts, r.stop, r.beforeCancel
	if c := r.q.Cancel; c != nil && c.After > 0 {
		r.watch.cancelNs.Store(r.startedNs + int64(c.After))
	}
	r.watch.start(r.startedNs)
}

func (r *run) request(transport http.RoundTripper, jar http.CookieJar) (*http.Response, error) {
	if r.q.Crowded {
		return nil, errCrowded
	}
	var body io.Reader
	if r.q.Body != nil {
		body = bytes.NewReader(r.q.Body)
	}
	request, err := http.NewRequestWithContext(r.trace.context(r.ctx), r.q.Method, r.q.URL, body)
	if err != nil {
		return nil, err
	}
	request.Header = r.q.Header
	if host := r.q.Header.Get("Host"); host != "" {
		request.Host = host
	}
	client := http.Client{Transport: transport, Jar: jar, CheckRedirect: r.redirect}
	response, err := client.Do(request)
	var wrapped *url.Error
	if errors.As(err, &wrapped) {
		err = wrapped.Err // its text holds the URL, which may hold a key
	}
	return response, err
}

func (r *run) redirect(_ *http.Request, via []*http.Request) error {
	if len(via) > r.q.MaxRedirects {
		return http.ErrUseLastResponse
	}
	r.redirects++
	return nil
}

// noResponse is the end of a stream that got no response headers.
func (r *run) noResponse(err error) {
	r.endNs = monotonic.Now()
	r.ev.Connected = r.trace.isConnected()
	r.ev.Broken = true
	phase := "headers"
	if !r.ev.Connected {
		phase = r.trace.dialPhase()
	}
	r.giveUp(phase, err)
}

// giveUp notes why a stream ended otherwise than by its transport's rules.
func (r *run) giveUp(phase string, err error) {
	if cause := r.cause(); cause != nil {
		r.ev.Stop = stopOf(cause)
		if r.ev.Stop == "cancel" || r.ev.Stop == "harness" {
			return
		}
		if errors.Is(cause, errTail) {
			return
		}
		r.fail(&record.Error{Phase: phase, Code: "timeout-" + r.ev.Stop, Message: cause.Error()})
		return
	}
	r.fail(explain(phase, r.metBy(err)))
}

// metBy is what the connection met, where HTTP/2 makes a mere end of it.
func (r *run) metBy(err error) error {
	if conn := r.trace.conn.Load(); conn != nil && conn.WasReset() && errors.Is(err, io.ErrUnexpectedEOF) {
		return syscall.ECONNRESET
	}
	return err
}

// corrupt notes that what came is not what can have been sent; reading goes on.
func (r *run) corrupt(code, message string) {
	r.ev.Corrupt = true
	r.fail(&record.Error{Phase: "body", Code: code, Message: message})
}

// fail notes the first thing that went wrong.
func (r *run) fail(e *record.Error) {
	if r.rec.Error == nil {
		e.Code, e.Message = redact(e.Code, r.q.Secrets), redact(e.Message, r.q.Secrets)
		r.rec.Error = e
	}
}

// beforeCancel readies the connection for the end that was asked for; it may run on the timer's goroutine. True says that
// the server was asked to end the stream, for which there is time.
func (r *run) beforeCancel() (soft bool) {
	r.cancelOnce.Do(func() {
		r.cancelNs = monotonic.Now()
		r.cancelled = r.phase()
		if r.soft = r.softEnd(); !r.soft {
			r.closing.Store(true)
			prepareEnd(r.trace.conn.Load(), r.q)
		}
		soft = r.soft
	})
	return soft
}

func (r *run) phase() string {
	switch {
	case !r.trace.isConnected():
		return "connect"
	case r.reader.headers.Load() == 0:
		return "headers"
	case r.watch.progressNs.Load() == 0:
		return "first-token"
	default:
		return "tokens"
	}
}

// cancel ends the stream now, as asked; false when no more of it is wanted.
func (r *run) cancel() bool {
	if r.watch.soft.Load() {
		return true
	}
	if r.beforeCancel() {
		r.watch.soften()
		return true
	}
	r.stop(errCancel)
	return false
}
