package stream_test

import (
	"bufio"
	"context"
	"crypto/tls"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"go.k6.io/k6/v2/lib"

	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/record"
	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/stream"
	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/transport"
)

const ms = record.Micros(1000)

// clocked is a stream by a fake clock, through a VU's own transport: all times are exact.
type clocked struct {
	open  func(testing.TB) *stream.Request
	state func(*lib.State) // what k6's options say
	dial  func(context.Context) error
	// serve has the other end of the pipe; it is closed when serve returns.
	serve func(net.Conn)
}

// run opens the stream; check is called when the server is done too.
func (c clocked) run(t *testing.T, check func(*testing.T, *record.Record)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		var servers sync.WaitGroup
		state := &lib.State{Transport: &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			if c.dial != nil {
				if err := c.dial(ctx); err != nil {
					return nil, err
				}
			}
			client, server := net.Pipe()
			servers.Go(func() { defer func() { _ = server.Close() }(); c.serve(server) })
			return client, nil
		}}, TLSConfig: &tls.Config{InsecureSkipVerify: true}} //nolint:gosec // the tests' own certificate
		if c.state != nil {
			c.state(state)
		}
		q := c.open(t)
		tr := transport.New(state, transport.Key{HTTP: "1.1", Slow: q.Read.Slow()})
		finished := stream.Run(t.Context(), q, tr, nil)
		tr.CloseIdleConnections()
		time.Sleep(2 * time.Hour) // of the fake clock, which stands still once this goroutine has ended: all others are to end
		servers.Wait()
		check(t, finished.Record)
		finished.Release()
	})
}

// overHTTP and overWebSocket are requests with the default limits: 30 s, 15 s, 10 minutes.
func overHTTP(scheme string) func(testing.TB) *stream.Request {
	return func(t testing.TB) *stream.Request { return unhurried(request(t, scheme+"://server/", "plain")) }
}

func overWebSocket(scheme string) func(testing.TB) *stream.Request {
	return func(t testing.TB) *stream.Request { return unhurried(socketRequest(t, scheme+"://server/")) }
}

func unhurried(q *stream.Request) *stream.Request {
	q.Timeouts = stream.Timeouts{First: 30 * time.Second, Stall: 15 * time.Second, Total: 10 * time.Minute}
	return q
}

// silent waits for the other end to close, having read nothing that it would answer.
func silent(conn net.Conn) { _, _ = io.Copy(io.Discard, conn) }

// deaf does not even read.
func deaf(conn net.Conn) { time.Sleep(time.Hour) }

// asked reads the request, and with a WebSocket's shakes hands; then it goes on.
func asked(more func(net.Conn, *bufio.Reader)) func(net.Conn) {
	return func(conn net.Conn) {
		reader := bufio.NewReader(conn)
		request, err := http.ReadRequest(reader)
		if err != nil {
			return
		}
		_, _ = io.Copy(io.Discard, request.Body)
		if request.Header.Get("Upgrade") != "" {
			accept(conn, request)
			if _, _, err := readFrame(reader); err != nil {
				return
			}
		}
		more(conn, reader)
	}
}

// after says each piece after a pause.
func after(conn net.Conn, pause time.Duration, pieces ...string) {
	for _, piece := range pieces {
		time.Sleep(pause)
		_, _ = io.WriteString(conn, piece)
	}
}

// secured does what serve does under TLS, whose handshake the server takes up after a while.
func secured(t *testing.T, late time.Duration, serve func(net.Conn)) func(net.Conn) {
	t.Helper()
	server := httptest.NewTLSServer(nil)
	certificates := server.TLS.Certificates
	server.Close()
	return func(conn net.Conn) {
		time.Sleep(late)
		serve(tls.Server(conn, &tls.Config{Certificates: certificates})) //nolint:gosec // Go's own defaults
	}
}
