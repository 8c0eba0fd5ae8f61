package streamgauge

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/grafana/sobek"
	"github.com/tidwall/gjson"
	"go.k6.io/k6/v2/lib"

	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/monotonic"
	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/outcome"
	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/record"
	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/recordlog"
	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/stream"
)

var (
	errInit  = errors.New("open() can only be called while a VU runs, not while the script is initialised")
	errEnded = errors.New("open() was called after the end of its iteration")
)

// order is one call of open: what to open, and how to tell of it.
type order struct {
	request   stream.Request
	startAtNs int64 // 0 = now
	transport *http.Transport
	jar       http.CookieJar
	sampler   sampler
	// Limits that are not the stream's own.
	headerBytes, openStreams int64
	events                   *eventQueue
	more                     *again // nil: one attempt
	lastID                   string // of the newest event with an id, over all attempts
}

// openStream is `open(params)`: a promise of the stream's record.
func (i *instance) openStream(value sobek.Value) (*sobek.Promise, error) {
	calledNs := monotonic.Now()
	state, ctx := i.vu.State(), i.vu.Context()
	if state == nil {
		return nil, errInit
	}
	// A loop in a script runs on after its iteration has ended; each of its streams would fail at once.
	if ctx.Err() != nil {
		return nil, errEnded
	}
	o, err := i.order(value, calledNs)
	if err != nil {
		return nil, err
	}
	promise, resolve, _ := i.vu.Runtime().NewPromise()
	callback := i.vu.RegisterCallback()
	ctx, stop := context.WithCancelCause(ctx)
	remove := i.open.add(stop)
	go func() {
		defer stop(nil)
		line := i.run(ctx, state, o)
		remove()
		o.events.close()
		callback(func() error {
			return resolve(jsValue(i.vu.Runtime(), gjson.ParseBytes(line)))
		})
	}()
	return promise, nil
}

// run waits for the start, opens the stream, and pushes what came of it, before the promise resolves. It runs on the
// stream's own goroutine and returns the record's line.
func (i *instance) run(ctx context.Context, state *lib.State, o *order) []byte {
	if !i.ready(ctx, state, o) {
		// Never started: it leaves no record in the file; who still listens learns that it was cut.
		return i.neverStarted(o)
	}
	for {
		line, wait, more := i.attempt(ctx, state, o)
		if !more || !monotonic.CoarseSleepUntil(ctx, monotonic.Now()+int64(wait)) {
			return line
		}
		if state.RPSLimit != nil && state.RPSLimit.Wait(ctx) != nil {
			return line
		}
	}
}

// attempt opens the stream once, pushes its record, and says whether and after which wait it is to be opened again.
func (i *instance) attempt(ctx context.Context, state *lib.State, o *order) (line []byte, wait time.Duration, more bool) {
	active := i.root.tally.Start(o.request.Probe)
	o.sampler.opened(active)
	o.request.Crowded = active > o.openStreams
	finished := stream.Run(ctx, &o.request, o.transport, o.jar)
	defer finished.Release()
	r := finished.Record
	active, keepReads := i.root.tally.End(r)
	if keepReads {
		r.ReadsAt = finished.Reads
	}
	if wait, more = o.next(finished); !more && o.more != nil {
		r.Attempts = o.more.attempt
	}
	line = r.Append(nil, i.root.catalog.GapHistogram)
	// Straight into the channel: k6 closes it only after all VUs have returned, and a record of a stream that was cut
	// counts as much as any other.
	state.Samples <- &recordlog.Container{ConnectedSamples: o.sampler.of(r, active), Run: r.Run, Line: line}
	return line, wait, more
}

// ready waits for the instant of the start and for k6's own limit of requests per second.
func (i *instance) ready(ctx context.Context, state *lib.State, o *order) bool {
	if o.startAtNs != 0 && !sleepUntil(ctx, o.startAtNs) {
		return false
	}
	if state.RPSLimit != nil && state.RPSLimit.Wait(ctx) != nil {
		return false
	}
	return ctx.Err() == nil
}

func (i *instance) neverStarted(o *order) []byte {
	r := record.Record{
		Labels: o.request.Labels, Outcome: outcome.HarnessCut, Scheduled: record.OfNs(o.request.ScheduledNs),
		Started: record.OfNs(o.request.ScheduledNs), At: time.Now(),
	}
	return r.Append(nil, i.root.catalog.GapHistogram)
}

// sleepUntil waits exactly; tests with a fake clock replace it.
//
//nolint:gochecknoglobals // see above
var sleepUntil = monotonic.SleepUntil
