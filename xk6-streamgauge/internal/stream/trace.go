package stream

import (
	"context"
	"crypto/tls"
	"net/http/httptrace"
	"sync"
	"sync/atomic"
	"time"

	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/monotonic"
	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/stamp"
)

// Dial is what the dialer tells of a connection being made for a stream.
type Dial struct {
	phase atomic.Value // "dns", "connect", …
}

// Enter notes the phase that the dial has come to. A nil Dial ignores it.
func (d *Dial) Enter(phase string) {
	if d != nil {
		d.phase.Store(phase)
	}
}

type dialKey struct{}

// DialOf is the notebook of the stream for which a connection is dialled; nil outside of streams.
func DialOf(ctx context.Context) *Dial {
	d, _ := ctx.Value(dialKey{}).(*Dial)
	return d
}

// trace follows one request (its last hop, when redirected) by net/http's hooks, which run on several goroutines.
type trace struct {
	dial Dial
	conn atomic.Pointer[stamp.Conn]

	mu                           sync.Mutex
	connected, reused            bool
	needsTLS                     bool // a WebSocket's dialer tells of the connection before its TLS
	tlsStartNs, sentNs, headerNs int64
	tls                          time.Duration
	tlsKnown                     bool
	sendings                     int64 // how often the request got a connection
}

func (t *trace) context(ctx context.Context) context.Context {
	ctx = context.WithValue(ctx, dialKey{}, &t.dial)
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GetConn:              t.getConn,
		GotConn:              t.gotConn,
		TLSHandshakeStart:    t.tlsStart,
		TLSHandshakeDone:     t.tlsDone,
		WroteRequest:         t.wrote,
		GotFirstResponseByte: t.firstByte,
	})
}

func (t *trace) getConn(string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.connected, t.sentNs, t.tlsStartNs, t.tls, t.tlsKnown = false, 0, 0, 0, false
	t.dial.Enter("")
}

func (t *trace) gotConn(info httptrace.GotConnInfo) {
	conn := stamp.Of(info.Conn)
	if secure, ok := info.Conn.(*tls.Conn); ok && conn != nil && secure.ConnectionState().NegotiatedProtocol == "h2" {
		conn.Share()
	}
	t.conn.Store(conn)
	t.mu.Lock()
	defer t.mu.Unlock()
	t.connected, t.reused = true, info.Reused
	t.sendings++
}

func (t *trace) tlsStart() {
	t.dial.Enter("tls")
	t.mu.Lock()
	defer t.mu.Unlock()
	t.tlsStartNs = monotonic.Now()
}

func (t *trace) tlsDone(_ tls.ConnectionState, err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if err == nil {
		t.tls, t.tlsKnown = time.Duration(monotonic.Now()-t.tlsStartNs), true
	}
}

func (t *trace) wrote(info httptrace.WroteRequestInfo) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if info.Err == nil {
		t.sentNs = monotonic.Now()
	}
}

// sent notes when the stream's own messages were written.
func (t *trace) sent(ns int64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.sentNs = ns
}

func (t *trace) firstByte() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.headerNs = monotonic.Now()
}

// needTLS says that a connection counts only with its TLS.
func (t *trace) needTLS() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.needsTLS = true
}

// isConnected says whether the request got a connection.
func (t *trace) isConnected() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.established()
}

// established is isConnected for whoever holds the lock.
func (t *trace) established() bool { return t.connected && (t.tlsKnown || !t.needsTLS) }

// dialPhase is how far the making of the connection came.
func (t *trace) dialPhase() string {
	phase, _ := t.dial.phase.Load().(string)
	if phase == "" {
		return "connect"
	}
	return phase
}
