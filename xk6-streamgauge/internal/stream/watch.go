package stream

import (
	"context"
	"sync/atomic"
	"time"

	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/monotonic"
)

// tailLimit is how long a connection may stay open after the terminator.
const tailLimit = time.Second

// watch ends a stream that passes a limit. It holds one timer for the stream's life: tokens only move a number, and
// when the timer fires it looks whether the limit has moved away meanwhile.
type watch struct {
	limits   Timeouts
	cancelNs atomic.Int64 // instant of the cancellation asked for, 0 = none
	onCancel func() bool  // true: give the server time to end the stream
	soft     atomic.Bool  // it has that time now, up to cancelNs
	stop     context.CancelCauseFunc

	startedNs    int64
	progressNs   atomic.Int64 // last content or finish reason; 0 = none yet
	terminatedNs atomic.Int64
	paused       atomic.Bool // the reader sleeps on purpose: silence is ours
	timer        *time.Timer
}

func (w *watch) start(startedNs int64) {
	w.startedNs = startedNs
	at, _ := w.deadline()
	w.timer = time.AfterFunc(time.Duration(at-monotonic.Now()), w.check)
}

func (w *watch) end() {
	if w.timer != nil {
		w.timer.Stop()
	}
}

// progress notes content; nowNs is when we read it, which for a slow reader is later than its arrival.
func (w *watch) progress(nowNs int64) {
	if w.progressNs.Swap(nowNs) == 0 {
		w.check() // the stall limit may end before the first limit, for which the timer is set; later it only moves away
	}
}

// terminated starts the tail limit.
func (w *watch) terminated(nowNs int64) {
	if w.terminatedNs.CompareAndSwap(0, nowNs) {
		w.timer.Reset(tailLimit)
	}
}

// pause stops the stall limit while our own reader sleeps.
func (w *watch) pause(on bool) {
	if !on && w.progressNs.Load() != 0 {
		w.progressNs.Store(monotonic.Now())
	}
	w.paused.Store(on)
}

// soften gives the server, which was asked to end the stream, the time of a tail for it.
func (w *watch) soften() {
	w.cancelNs.Store(monotonic.Now() + int64(tailLimit))
	w.soft.Store(true)
	w.timer.Reset(tailLimit)
}

func (w *watch) check() {
	at, cause := w.deadline()
	left := time.Duration(at - monotonic.Now())
	if left > 0 {
		w.timer.Reset(left)
		return
	}
	if cause == errCancel && w.onCancel != nil && w.onCancel() {
		w.soften()
		return
	}
	w.stop(cause)
}

// deadline is the next limit and why it would end the stream.
func (w *watch) deadline() (int64, error) {
	if at := w.terminatedNs.Load(); at != 0 {
		return at + int64(tailLimit), errTail
	}
	at, cause := w.startedNs+int64(w.limits.Total), errTotal
	silent, why := w.startedNs+int64(w.limits.First), errFirst
	if progress := w.progressNs.Load(); progress != 0 {
		silent, why = progress+int64(w.limits.Stall), errStall
		if w.paused.Load() {
			silent = monotonic.Now() + int64(w.limits.Stall)
		}
	}
	if silent < at {
		at, cause = silent, why
	}
	if cancel := w.cancelNs.Load(); cancel != 0 && (cancel < at || w.soft.Load()) {
		at, cause = cancel, errCancel
	}
	return at, cause
}
