package streamgauge

import (
	"sync"

	"github.com/grafana/sobek"
	"go.k6.io/k6/v2/js/modules"
)

// eventQueue hands events from a stream's goroutine to the script's `onEvent`. k6's event loop must know of a callback
// before it comes, so each delivery registers the next one. A nil queue takes nothing.
type eventQueue struct {
	vu     modules.VU
	handle sobek.Callable

	mu       sync.Mutex
	callback func(func() error) // nil while a delivery is under way
	waiting  []map[string]any
	closed   bool
}

// newEventQueue must be called on the VU's goroutine.
func newEventQueue(vu modules.VU, handle sobek.Callable) *eventQueue {
	return &eventQueue{vu: vu, handle: handle, callback: vu.RegisterCallback()}
}

func (q *eventQueue) push(event map[string]any) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.waiting = append(q.waiting, event)
	q.wake()
}

// close delivers what is left and lets the event loop end.
func (q *eventQueue) close() {
	if q == nil {
		return
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	q.closed = true
	q.wake()
}

// wake starts a delivery unless one is under way.
func (q *eventQueue) wake() {
	if callback := q.callback; callback != nil {
		q.callback = nil
		callback(q.deliver)
	}
}

// deliver runs on the VU's goroutine. An exception of the script's ends the iteration, as one anywhere else.
func (q *eventQueue) deliver() error {
	for {
		q.mu.Lock()
		events := q.waiting
		q.waiting = nil
		if len(events) == 0 {
			if !q.closed {
				q.callback = q.vu.RegisterCallback()
			}
			q.mu.Unlock()
			return nil
		}
		q.mu.Unlock()
		for _, event := range events {
			if _, err := q.handle(sobek.Undefined(), q.vu.Runtime().ToValue(event)); err != nil {
				q.abandon()
				return err
			}
		}
	}
}

// abandon drops what is left after an exception.
func (q *eventQueue) abandon() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.closed, q.waiting = true, nil
}
