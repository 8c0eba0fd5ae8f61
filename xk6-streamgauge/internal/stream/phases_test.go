package stream_test

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/http"
	"net/url"
	"syscall"
	"testing"
	"time"

	"go.k6.io/k6/v2/lib"
	"go.k6.io/k6/v2/lib/netext"
	"go.k6.io/k6/v2/lib/types"

	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/outcome"
	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/record"
	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/stream"
)

// neverDialled waits for the end of the dial.
func neverDialled(ctx context.Context) error {
	<-ctx.Done()
	return ctx.Err()
}

// neverResolved is k6's own dialer with a name server that does not answer for an hour.
func neverResolved(state *lib.State) {
	state.Dialer = netext.NewDialer(net.Dialer{}, netext.NewResolver(func(string) ([]net.IP, error) {
		time.Sleep(time.Hour)
		return nil, nil
	}, 0, types.DNSfirst, types.DNSpreferIPv4))
}

// ownLimit is the time-out of k6's own dialer: a real one, whose connect comes about too late.
func ownLimit(context.Context) error {
	dialer := net.Dialer{Timeout: 10 * time.Second, ControlContext: func(ctx context.Context, _, _ string, _ syscall.RawConn) error {
		<-ctx.Done()
		return nil
	}}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	defer func() { _ = listener.Close() }()
	conn, err := dialer.Dial("tcp", listener.Addr().String())
	if err == nil {
		_ = conn.Close()
	}
	return err
}

func throughProxy(state *lib.State) {
	inner, _ := state.Transport.(*http.Transport)
	inner.Proxy = func(*http.Request) (*url.URL, error) { return url.Parse("http://proxy/") }
}

// phase is one in which a stream may hang, and how the record names it.
type phase struct {
	name string
	clocked
	outcome outcome.Outcome
	phase   string
	cancel  string // the phase of a cancel
}

func phases(t *testing.T) []phase {
	t.Helper()
	headers := func(conn net.Conn, _ *bufio.Reader) { after(conn, 0, chunkedHead); silent(conn) }
	shaken := func(conn net.Conn, frames *bufio.Reader) { _, _ = io.Copy(io.Discard, frames) }
	return []phase{
		{"HTTP, name", clocked{open: overHTTP("http"), state: neverResolved}, outcome.Refused, "dns", "connect"},
		{"HTTP, connection", clocked{open: overHTTP("http"), dial: neverDialled}, outcome.Refused, "connect", "connect"},
		{"HTTP, proxy", clocked{open: overHTTP("https"), state: throughProxy, serve: silent}, outcome.Refused, "proxy", "connect"},
		{"HTTP, TLS", clocked{open: overHTTP("https"), serve: silent}, outcome.Refused, "tls", "connect"},
		{"HTTP, TLS that is not read", clocked{open: overHTTP("https"), serve: deaf}, outcome.Refused, "tls", "connect"},
		{"HTTP, a request that is not read", clocked{open: overHTTP("http"), serve: deaf}, outcome.TimeoutFirst, "headers", "headers"},
		{"HTTP, headers", clocked{open: overHTTP("http"), serve: silent}, outcome.TimeoutFirst, "headers", "headers"},
		{"HTTP, headers under TLS", clocked{open: overHTTP("https"), serve: secured(t, 0, silent)}, outcome.TimeoutFirst, "headers", "headers"},
		{"HTTP, body", clocked{open: overHTTP("http"), serve: asked(headers)}, outcome.TimeoutFirst, "body", "first-token"},
		{"WebSocket, name", clocked{open: overWebSocket("ws"), state: neverResolved}, outcome.Refused, "dns", "connect"},
		{"WebSocket, connection", clocked{open: overWebSocket("ws"), dial: neverDialled}, outcome.Refused, "connect", "connect"},
		{"WebSocket, TLS", clocked{open: overWebSocket("wss"), serve: silent}, outcome.Refused, "tls", "connect"},
		{"WebSocket, a handshake that is not read", clocked{open: overWebSocket("ws"), serve: deaf}, outcome.TimeoutFirst, "headers", "headers"},
		{"WebSocket, handshake", clocked{open: overWebSocket("ws"), serve: silent}, outcome.TimeoutFirst, "headers", "headers"},
		{"WebSocket, messages", clocked{open: overWebSocket("ws"), serve: asked(shaken)}, outcome.TimeoutFirst, "body", "first-token"},
	}
}

func TestTheLimitForTheFirstTokenHoldsInEveryPhase(t *testing.T) {
	for _, p := range phases(t) {
		t.Run(p.name, func(t *testing.T) {
			p.run(t, func(t *testing.T, r *record.Record) {
				if r.Outcome != p.outcome || r.End != 30_000*ms || r.Error == nil || r.Error.Phase != p.phase || r.Error.Code != "timeout-first" {
					t.Fatalf("%s at %v ms, %+v", r.Outcome, r.End.Ms(), r.Error)
				}
			})
		})
	}
}

func TestTheLimitForTheWholeHoldsInEveryPhase(t *testing.T) {
	for _, p := range phases(t) {
		t.Run(p.name, func(t *testing.T) {
			open := p.open
			p.open = func(t testing.TB) *stream.Request {
				q := open(t)
				q.Timeouts.Total = 7 * time.Second
				return q
			}
			p.run(t, func(t *testing.T, r *record.Record) {
				if p.outcome != outcome.Refused {
					p.outcome = outcome.TimeoutTotal
				}
				if r.Outcome != p.outcome || r.End != 7_000*ms || r.Error == nil || r.Error.Phase != p.phase || r.Error.Code != "timeout-total" {
					t.Fatalf("%s at %v ms, %+v", r.Outcome, r.End.Ms(), r.Error)
				}
			})
		})
	}
}

func TestACancelByTimeEndsEveryPhase(t *testing.T) {
	for _, p := range phases(t) {
		t.Run(p.name, func(t *testing.T) {
			open := p.open
			p.open = func(t testing.TB) *stream.Request {
				q := open(t)
				q.Cancel = &stream.Cancel{After: 1234 * time.Millisecond, How: "fin"}
				return q
			}
			p.run(t, func(t *testing.T, r *record.Record) {
				if r.Outcome != outcome.Cancelled || r.Cancel == nil || r.Cancel.Phase != p.cancel || r.Error != nil {
					t.Fatalf("%s, %+v, %+v", r.Outcome, r.Cancel, r.Error)
				}
				if r.Cancel.At != 1234*ms || r.End != 1234*ms {
					t.Fatalf("cancelled at %v ms, ended at %v ms", r.Cancel.At.Ms(), r.End.Ms())
				}
			})
		})
	}
}

func TestTheLimitOfTheDialItself(t *testing.T) {
	for name, open := range map[string]func(testing.TB) *stream.Request{"HTTP": overHTTP("http"), "WebSocket": overWebSocket("ws")} {
		t.Run(name, func(t *testing.T) {
			clocked{open: open, dial: ownLimit}.run(t, func(t *testing.T, r *record.Record) {
				if r.Outcome != outcome.Refused || r.End != 10_000*ms || r.Error.Phase != "connect" || r.Error.Code != "connect-timeout" {
					t.Fatalf("%s at %v ms, %+v", r.Outcome, r.End.Ms(), r.Error)
				}
			})
		})
	}
}

func TestTheLengthsOfThePhasesAreExact(t *testing.T) {
	late := func(context.Context) error { time.Sleep(2 * time.Second); return nil }
	answers := func(conn net.Conn, _ *bufio.Reader) {
		after(conn, time.Second, chunkedHead, chunk(token("a")), chunk(done)+last)
	}
	talks := func(conn net.Conn, frames *bufio.Reader) {
		after(conn, time.Second, "", says("a"), saysDone+closing(1000))
		_, _ = io.Copy(io.Discard, frames)
	}
	for name, c := range map[string]clocked{
		"HTTP":      {open: overHTTP("https"), dial: late, serve: secured(t, 3*time.Second, asked(answers))},
		"WebSocket": {open: overWebSocket("wss"), dial: late, serve: secured(t, 3*time.Second, asked(talks))},
	} {
		t.Run(name, func(t *testing.T) {
			c.run(t, func(t *testing.T, r *record.Record) {
				headers := 6_000 * ms
				if name == "WebSocket" {
					headers = 5_000 * ms // the handshake is answered at once, the silence comes after it
				}
				if r.Outcome != outcome.Complete || r.Reused != record.Known(false) || r.DNS.Known {
					t.Fatalf("%s, %+v", r.Outcome, r.Error)
				}
				for _, m := range []struct {
					name      string
					got, want record.Maybe[record.Micros]
				}{
					{"connect", r.Connect, record.Known(2_000 * ms)}, {"tls", r.TLS, record.Known(3_000 * ms)},
					{"sent", r.Sent, record.Known(5_000 * ms)}, {"headers", r.Headers, record.Known(headers)},
					{"ttft", r.TTFT, record.Known(7_000 * ms)}, {"e2e", r.E2E, record.Known(7_000 * ms)},
					{"end", record.Known(r.End), record.Known(8_000 * ms)},
				} {
					if m.got != m.want {
						t.Errorf("%s: %+v, want %+v", m.name, m.got, m.want)
					}
				}
			})
		})
	}
}

func TestTheAnswerTokenMayComeLongAfterTheFirst(t *testing.T) {
	clocked{open: func(t testing.TB) *stream.Request { return unhurried(request(t, "http://server/", "openai-chat")) },
		serve: asked(func(conn net.Conn, _ *bufio.Reader) {
			reason := "data: {\"choices\":[{\"delta\":{\"reasoning_content\":\"hm\"}}]}\n\n"
			after(conn, time.Second, chunkedHead, chunk(reason+reason), chunk(delta("a")), chunk(finish("stop")+done)+last)
		})}.run(t, func(t *testing.T, r *record.Record) {
		if r.ReasoningTokens != record.Known[int64](2) || r.ContentEvents != 3 || r.TextBytes != 1 || r.Outcome != outcome.Complete {
			t.Fatalf("%+v", r)
		}
		if r.TTFT != record.Known(2_000*ms) || r.TTFA != record.Known(3_000*ms) {
			t.Fatalf("ttft %v, ttfa %v", r.TTFT, r.TTFA)
		}
	})
}
