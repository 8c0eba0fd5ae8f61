package stream_test

import (
	"io"
	"net"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/outcome"
	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/stream"
	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/transport"
)

// A server that closes as soon as it sees our FIN races with our own noting that the stream was cancelled.
func TestAServerThatEndsAtOurFinWasCancelled(t *testing.T) {
	url := rawServer(t, func(conn *net.TCPConn, _ *http.Request) {
		_, _ = io.WriteString(conn, chunkedHead)
		_, _ = io.Copy(io.Discard, conn)
	})
	const lanes, streams = 8, 50
	var wait sync.WaitGroup
	ended := make(chan outcome.Outcome, lanes*streams)
	for range lanes {
		wait.Go(func() {
			for range streams {
				q := request(t, url, "plain")
				q.Cancel = &stream.Cancel{After: 2 * time.Millisecond, How: "fin"}
				ended <- open(t, q, transport.Key{}).Outcome
			}
		})
	}
	wait.Wait()
	close(ended)
	counts := map[outcome.Outcome]int{}
	for o := range ended {
		counts[o]++
	}
	if counts[outcome.Cancelled] != lanes*streams {
		t.Fatalf("%v", counts)
	}
}
