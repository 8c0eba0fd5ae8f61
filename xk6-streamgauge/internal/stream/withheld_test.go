package stream_test

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"runtime"
	"testing"
	"time"

	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/outcome"
	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/record"
	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/stream"
	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/transport"
)

func TestWhatASlowReaderWithheldIsInTheRecord(t *testing.T) {
	for _, c := range []struct {
		name string
		open func(t *testing.T) *stream.Request
		tell bool // whether the kernel can tell what was in flight
	}{
		{"HTTP/1.1", func(t *testing.T) *stream.Request {
			return request(t, rawServer(t, writes(closeHead+repeat(200, token("abc"))+done)), "plain")
		}, true},
		{"bare text", func(t *testing.T) *stream.Request {
			return request(t, rawServer(t, writes(textClose+repeat(4000, "x"))), "chunked")
		}, true},
		{"HTTP/2", func(t *testing.T) *stream.Request {
			return request(t, secure(t, func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", "text/event-stream")
				_, _ = io.WriteString(w, repeat(200, token("abc"))+done)
			}).URL, "plain")
		}, false},
		{"WebSocket", func(t *testing.T) *stream.Request {
			return socketRequest(t, socketServer(t, func(conn *net.TCPConn, frames *bufio.Reader, _ string) {
				_, _ = io.WriteString(conn, repeat(100, says("abc"))+saysDone+closing(1000))
				_, _ = io.Copy(io.Discard, frames)
			}))
		}, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			q := c.open(t)
			q.Read = stream.Read{BytesPerSecond: 10_000}
			began := time.Now()
			r := open(t, q, transport.Key{Slow: true})
			took := record.OfNs(int64(time.Since(began)))
			if r.Outcome != outcome.Complete || r.Reader == nil {
				t.Fatalf("%s, %+v, %+v", r.Outcome, r.Error, r.Reader)
			}
			if w := r.Reader.Withheld; !w.Known || w.Value < 200_000 || w.Value > took {
				t.Errorf("withheld %v µs of %v", w, took)
			}
			in := r.Reader.InFlightBytes
			if tell := c.tell && runtime.GOOS == "linux"; in.Known != tell || tell && in.Value < 1000 {
				t.Errorf("in flight: %+v", in)
			}
		})
	}
	if r := open(t, request(t, rawServer(t, writes(closeHead+token("a")+done)), "plain"), transport.Key{}); r.Reader != nil {
		t.Errorf("a fast reader withholds nothing: %+v", r.Reader)
	}
}
