package stream

import (
	"time"

	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/monotonic"
	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/record"
)

const (
	// A paced reader takes its bytes in about so many pieces a second.
	pacedReadsPerSecond = 20
	leastPacedBytes     = 16
)

// chunkBytes is how much one read may take: a slow reader must not swallow in one go what it should take slowly.
func (r *run) chunkBytes() int {
	rate := r.q.Read.BytesPerSecond
	if rate <= 0 {
		return len(r.scratch.buf)
	}
	return int(min(max(rate/pacedReadsPerSecond, leastPacedBytes), int64(len(r.scratch.buf))))
}

// pace sleeps after a read of n bytes as the slow reader asks, from the first event on: before it, the time to the first
// token would be our own doing. False if the stream was ended meanwhile.
func (r *run) pace(n int) bool {
	if r.reader.events == 0 {
		return true
	}
	wait := time.Duration(0)
	if rate := r.q.Read.BytesPerSecond; rate > 0 {
		wait = time.Duration(float64(n) / float64(rate) * float64(time.Second))
	}
	if limit := r.q.Read.PauseAfterBytes; limit > 0 && !r.paused && r.wire.bytes >= limit {
		r.paused = true
		wait += r.q.Read.Pause
	}
	if wait <= 0 {
		return true
	}
	r.watch.pause(true)
	defer r.watch.pause(false)
	began := monotonic.Now()
	defer r.withheld(began)
	return monotonic.CoarseSleepUntil(r.ctx, monotonic.Now()+int64(wait))
}

// withheld notes a sleep of the reader's since began, and what lies unread in the kernel after it. On HTTP/2, where the
// transport reads for all streams of a connection, the kernel cannot tell.
func (r *run) withheld(began int64) {
	r.withheldNs += monotonic.Now() - began
	conn := r.trace.conn.Load()
	if conn == nil || conn.Shared() {
		return
	}
	if bytes, ok := conn.Unread(); ok {
		r.inFlight = record.Known(max(bytes, r.inFlight.Value))
	}
}
