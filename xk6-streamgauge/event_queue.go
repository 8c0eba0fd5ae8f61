package streamgauge

import (
	"context"
	"sync"

	"github.com/grafana/sobek"
	"go.k6.io/k6/v2/js/modules"
)

// mostWaitingBytes is how much may wait for a script that is slower than its stream; then the stream waits too.
const mostWaitingBytes = 16 << 20

// eventCostBytes stands for what an event costs beside its data.
const eventCostBytes = 512

// eventQueue hands events from a stream's goroutine to the script's `onEvent`. k6's event loop must know of a callback
// before it comes, so each delivery registers the next one. A nil queue takes nothing.
type eventQueue struct {
	vu     modules.VU
	handle sobek.Callable
	settle func() bool // stops the watch for the end of the iteration

	mu           sync.Mutex
	room         sync.Cond          // there is room again, or nobody listens any more
	callback     func(func() error) // nil while a delivery is under way
	waiting      []map[string]any
	waitingBytes int64
	closed       bool
	ending       bool // the iteration has ended, and the stream ends with it: no more waiting for room
}

// newEventQueue must be called on the VU's goroutine.
func newEventQueue(vu modules.VU, handle sobek.Callable) *eventQueue {
	q := &eventQueue{vu: vu, handle: handle, callback: vu.RegisterCallback()}
	q.room.L = &q.mu
	q.settle = context.AfterFunc(vu.Context(), q.end)
	return q
}

// push adds an event whose data is so long; it waits for room.
func (q *eventQueue) push(event map[string]any, bytes int) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for q.waitingBytes >= mostWaitingBytes && !q.closed && !q.ending {
		q.room.Wait()
	}
	if q.closed {
		return
	}
	q.waiting = append(q.waiting, event)
	q.waitingBytes += int64(bytes) + eventCostBytes
	q.wake()
}

// close delivers what is left and lets the event loop end.
func (q *eventQueue) close() {
	if q == nil {
		return
	}
	q.settle()
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
		q.waiting, q.waitingBytes = nil, 0
		q.room.Broadcast()
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

func (q *eventQueue) end() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.ending = true
	q.room.Broadcast()
}

// abandon drops what is left, and what comes, after an exception.
func (q *eventQueue) abandon() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.closed, q.waiting, q.waitingBytes = true, nil, 0
	q.room.Broadcast()
}
