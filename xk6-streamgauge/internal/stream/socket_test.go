package stream_test

import (
	"bufio"
	"context"
	"crypto/tls"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"go.k6.io/k6/v2/lib"
	"go.k6.io/k6/v2/lib/netext"
	"go.k6.io/k6/v2/lib/types"

	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/dialect"
	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/monotonic"
	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/record"
	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/stream"
	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/transport"
)

// rawServer answers each connection's requests with whatever serve writes; it closes the connection when serve returns.
func rawServer(t *testing.T, serve func(conn *net.TCPConn, request *http.Request)) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go func() {
				defer func() { _ = conn.Close() }()
				request, err := http.ReadRequest(bufio.NewReader(conn))
				if err != nil {
					return
				}
				_, _ = io.Copy(io.Discard, request.Body)
				tcp, _ := conn.(*net.TCPConn)
				serve(tcp, request)
			}()
		}
	}()
	return "http://" + listener.Addr().String() + "/"
}

// writes is a server that writes so much and ends in order.
func writes(text string) func(*net.TCPConn, *http.Request) {
	return func(conn *net.TCPConn, _ *http.Request) { _, _ = io.WriteString(conn, text) }
}

// resets is a server that writes so much and resets the connection. On loopback a write has arrived when it returns, and
// what has arrived is read before the reset is told of.
func resets(text string) func(*net.TCPConn, *http.Request) {
	return func(conn *net.TCPConn, _ *http.Request) {
		_, _ = io.WriteString(conn, text)
		_ = conn.SetLinger(0)
	}
}

// hangs is a server that writes so much and then waits for the client to go.
func hangs(text string) func(*net.TCPConn, *http.Request) {
	return func(conn *net.TCPConn, _ *http.Request) {
		_, _ = io.WriteString(conn, text)
		_, _ = io.Copy(io.Discard, conn)
	}
}

// vuState is a VU's state with k6's own dialer, as the runner makes it.
func vuState() *lib.State {
	dialer := netext.NewDialer(net.Dialer{Timeout: 2 * time.Second},
		netext.NewResolver(net.LookupIP, 0, types.DNSfirst, types.DNSpreferIPv4))
	config := &tls.Config{InsecureSkipVerify: true} //nolint:gosec // the tests' own certificates
	return &lib.State{
		Dialer: dialer, TLSConfig: config,
		Transport: &http.Transport{DialContext: dialer.DialContext, TLSClientConfig: config, DisableCompression: true, ForceAttemptHTTP2: true},
	}
}

func tableOf(t testing.TB, name string) *dialect.Table {
	t.Helper()
	text, err := os.ReadFile("../../dialects.json")
	if err != nil {
		t.Fatal(err)
	}
	tables, err := dialect.Load(text)
	if err != nil || tables[name] == nil {
		t.Fatalf("dialect %s: %v", name, err)
	}
	return tables[name]
}

// request is a stream to url by the dialect of that name, with limits that no busy machine reaches.
func request(t testing.TB, url, dialectName string) *stream.Request {
	t.Helper()
	table := tableOf(t, dialectName)
	return &stream.Request{
		Labels: record.Labels{Scenario: "test", Stream: "s", Dialect: table.Name, Transport: table.Transport},
		URL:    url, Method: "POST", Header: http.Header{}, Body: []byte("{}"), Table: table, ScheduledNs: monotonic.Now(), MaxRedirects: 10,
		StampPath: dialect.NewStampPath("mock"),
		Timeouts:  stream.Timeouts{First: 20 * time.Second, Stall: 20 * time.Second, Total: 30 * time.Second},
	}
}

// hasty is the same with limits that a test can wait for.
func hasty(q *stream.Request) *stream.Request {
	q.Timeouts = stream.Timeouts{First: 300 * time.Millisecond, Stall: 200 * time.Millisecond, Total: 2 * time.Second}
	return q
}

// open runs a stream through a VU's own transport.
func open(t testing.TB, q *stream.Request, key transport.Key) record.Record {
	t.Helper()
	tr := transport.New(vuState(), key)
	defer tr.CloseIdleConnections()
	finished := stream.Run(context.Background(), q, tr, nil)
	defer finished.Release()
	r := *finished.Record
	r.Gaps = append([]record.Micros{}, r.Gaps...)
	r.Lag = append([]record.Micros{}, r.Lag...)
	return r
}

// closedPort is an address at which nothing listens.
func closedPort(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = listener.Close() }()
	return listener.Addr().String()
}

// secure is a server with HTTP/2 over TLS.
func secure(t *testing.T, handler http.HandlerFunc) *httptest.Server {
	t.Helper()
	server := httptest.NewUnstartedServer(handler)
	server.EnableHTTP2 = true
	server.StartTLS()
	t.Cleanup(server.Close)
	return server
}

func head(status, more string) string {
	return "HTTP/1.1 " + status + "\r\n" + more + "\r\n"
}

func repeat(n int, s string) string { return strings.Repeat(s, n) }

// counters are what k6 would report as data_received and data_sent.
func counters(state *lib.State) (read, written int64) {
	dialer, _ := state.Dialer.(*netext.Dialer)
	return atomic.LoadInt64(&dialer.BytesRead), atomic.LoadInt64(&dialer.BytesWritten)
}
