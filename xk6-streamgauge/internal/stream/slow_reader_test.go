package stream_test

import (
	"io"
	"net/http"
	"sync/atomic"
	"testing"
	"time"

	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/outcome"
	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/stream"
	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/transport"
)

// Over HTTP/2 the stream's window bounds what the server can write, with no change to the system's buffers; over
// HTTP/1.1 the server's kernel alone would take some megabytes.
func TestASlowReaderHoldsTheServerBack(t *testing.T) {
	for _, c := range []struct {
		name        string
		read        stream.Read
		least, most int64
	}{
		{"slow", stream.Read{BytesPerSecond: 20_000, ReceiveBufferBytes: 16_384}, 10_000, 300_000},
		{"fast", stream.Read{}, 1_000_000, 1 << 62},
	} {
		t.Run(c.name, func(t *testing.T) {
			var written atomic.Int64
			event := token(repeat(1000, "x"))
			server := secure(t, func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Content-Type", "text/event-stream")
				for r.Context().Err() == nil {
					n, err := io.WriteString(w, event)
					if err != nil {
						return
					}
					written.Add(int64(n))
				}
			})
			q := request(t, server.URL, "plain")
			q.Read, q.Timeouts.Total = c.read, 600*time.Millisecond
			r := open(t, q, transport.Key{ReceiveBufferBytes: c.read.ReceiveBufferBytes, Slow: c.read.Slow()})
			if r.Outcome != outcome.TimeoutTotal || r.Protocol != "HTTP/2" {
				t.Fatalf("%s over %s, %+v", r.Outcome, r.Protocol, r.Error)
			}
			if n := written.Load(); n < c.least || n > c.most {
				t.Fatalf("the server wrote %d bytes", n)
			}
			if slow := c.read.Slow(); (r.Reader != nil) != slow || slow && r.Bytes > 40_000 {
				t.Fatalf("%d bytes read, reader %+v", r.Bytes, r.Reader)
			}
		})
	}
}
