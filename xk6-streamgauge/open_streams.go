package streamgauge

import (
	"context"
	"sync"
	"time"

	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/stream"
)

// openStreams are the streams of one VU that are waiting for their start or are open.
type openStreams struct {
	mu    sync.Mutex
	stops map[int64]context.CancelCauseFunc
	next  int64
}

// add takes the way to stop a stream; the function returned takes it out again.
func (o *openStreams) add(stop context.CancelCauseFunc) (remove func()) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.stops == nil {
		o.stops = map[int64]context.CancelCauseFunc{}
	}
	id := o.next
	o.next++
	o.stops[id] = stop
	return func() {
		o.mu.Lock()
		defer o.mu.Unlock()
		delete(o.stops, id)
	}
}

// cut ends all of them as the end of the run would.
func (o *openStreams) cut() {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, stop := range o.stops {
		stop(stream.ErrCut)
	}
}

// cutAfter ends, `ms` milliseconds from now, the streams of this VU that are then still open or waiting, as
// harness_cut. The iteration does not wait for it.
func (i *instance) cutAfter(ms float64) error {
	wait, err := duration("cutAfter", ms)
	if err != nil {
		return err
	}
	timer := time.AfterFunc(wait, i.open.cut)
	context.AfterFunc(i.vu.Context(), func() { timer.Stop() })
	return nil
}
