package stream

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/http"
	"os"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/dialect"
	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/monotonic"
	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/record"
	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/stamp"
)

const (
	okHead   = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
	lastPart = "0\r\n\r\n"
)

func chunk(s string) string { return hexLength(len(s)) + "\r\n" + s + "\r\n" }

func hexLength(n int) string {
	const digits = "0123456789abcdef"
	text := ""
	for ; n > 0; n /= 16 {
		text = string(digits[n%16]) + text
	}
	return text
}

func token(s string) string { return "data: {\"token\":\"" + s + "\"}\n\n" }

const done = "data: [DONE]\n\n"

// table is an embedded dialect, or one of the tests' own.
func table(t testing.TB, name string) *dialect.Table {
	t.Helper()
	text, err := os.ReadFile("../../dialects.json")
	if err != nil {
		t.Fatal(err)
	}
	tables, err := dialect.Load(text)
	if err != nil {
		t.Fatal(err)
	}
	if tables[name] == nil {
		t.Fatalf("no dialect %q", name)
	}
	return tables[name]
}

func plainRequest(t testing.TB) *Request {
	t.Helper()
	plain := table(t, "plain")
	return &Request{
		Labels: record.Labels{Scenario: "test", Stream: "s", Dialect: plain.Name, Transport: "sse"},
		URL:    "http://server/chat/stream", Method: "POST", Header: http.Header{}, Body: []byte("{}"), Table: plain,
		ScheduledNs: monotonic.Now(),
		Timeouts:    Timeouts{First: 30 * time.Second, Stall: 15 * time.Second, Total: 10 * time.Minute},
	}
}

// overPipe runs a stream against a server at the other end of a pipe, by a fake clock: times are exact.
// serve gets the connection after the request was read; the connection is closed when it returns.
func overPipe(t *testing.T, change func(*Request), serve func(net.Conn), check func(*record.Record)) {
	t.Helper()
	var finished *Finished
	synctest.Test(t, func(t *testing.T) {
		var servers sync.WaitGroup
		defer servers.Wait() // a bubble's time stands still once its first goroutine has ended
		transport := &http.Transport{DialContext: func(context.Context, string, string) (net.Conn, error) {
			client, server := net.Pipe()
			servers.Go(func() {
				defer func() { _ = server.Close() }()
				if err := readRequest(server); err == nil {
					serve(server)
				}
			})
			return stamp.Wrap(client, nil, nil), nil
		}}
		defer transport.CloseIdleConnections()
		q := plainRequest(t)
		if change != nil {
			change(q)
		}
		if q.Read.Slow() {
			transport.ReadBufferSize = 256 // as the VU's transport for slow readers
		}
		finished = Run(t.Context(), q, transport, nil)
	})
	check(finished.Record)
	finished.Release()
}

func readRequest(conn net.Conn) error {
	request, err := http.ReadRequest(bufio.NewReader(conn))
	if err == nil {
		_, err = io.Copy(io.Discard, request.Body)
	}
	return err
}

// say writes pieces, each after a pause.
func say(conn net.Conn, pause time.Duration, pieces ...string) {
	for _, piece := range pieces {
		time.Sleep(pause)
		if _, err := io.WriteString(conn, piece); err != nil {
			return
		}
	}
}

// until waits for the other end to close.
func until(conn net.Conn) { _, _ = io.Copy(io.Discard, conn) }
