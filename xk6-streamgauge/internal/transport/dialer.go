package transport

import (
	"context"
	"net"
	"syscall"
	"time"

	"go.k6.io/k6/v2/lib"
	"go.k6.io/k6/v2/lib/netext"

	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/stamp"
	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/stream"
)

type dialFunc = func(ctx context.Context, network, addr string) (net.Conn, error)

// dialer wraps k6's: the same names, blacklist and counters, but sockets that the kernel stamps. Where the VU has another
// dialer (in tests), its connections are stamped as they are read.
func dialer(state *lib.State, key Key, fallback dialFunc) dialFunc {
	k6, ok := state.Dialer.(*netext.Dialer)
	if !ok {
		return plain(state, fallback)
	}
	own := k6.Dialer // a copy: k6/http's own sockets stay as they are
	own.ControlContext = control(key)
	h2c := key.HTTP == "2"
	return func(ctx context.Context, network, addr string) (net.Conn, error) {
		notes := stream.DialOf(ctx)
		notes.Enter("dns")
		began := time.Now()
		ip, port, err := resolve(ctx, k6, addr)
		if err != nil {
			return nil, err
		}
		resolved := time.Now()
		notes.Enter("connect")
		address := (&net.TCPAddr{IP: ip, Port: port}).String()
		inner, err := own.DialContext(ctx, network, address)
		if err != nil {
			return nil, err
		}
		tcp, _ := inner.(*net.TCPConn)
		counted := &netext.Conn{Conn: inner, BytesRead: &k6.BytesRead, BytesWritten: &k6.BytesWritten}
		conn := stamp.Wrap(counted, tcp, &k6.BytesRead)
		conn.Connect = time.Since(resolved)
		if host, _, err := net.SplitHostPort(addr); err == nil && net.ParseIP(host) == nil {
			conn.DNS, conn.DNSKnown = resolved.Sub(began), true
		}
		if h2c {
			conn.Share()
		}
		return conn, nil
	}
}

// resolve is k6's own, which knows of no context: a name server that is silent must not outlast the stream's limits.
func resolve(ctx context.Context, k6 *netext.Dialer, addr string) (ip net.IP, port int, err error) {
	if host, _, e := net.SplitHostPort(addr); e == nil && net.ParseIP(host) != nil {
		return k6.ResolveAddr(addr) // nothing to wait for
	}
	type answer struct {
		ip   net.IP
		port int
		err  error
	}
	answered := make(chan answer, 1)
	go func() {
		var a answer
		a.ip, a.port, a.err = k6.ResolveAddr(addr)
		answered <- a
	}()
	select {
	case a := <-answered:
		return a.ip, a.port, a.err
	case <-ctx.Done():
		return nil, 0, context.Cause(ctx)
	}
}

func plain(state *lib.State, fallback dialFunc) dialFunc {
	dial := fallback
	if state.Dialer != nil {
		dial = state.Dialer.DialContext
	}
	if dial == nil {
		dial = (&net.Dialer{}).DialContext
	}
	return func(ctx context.Context, network, addr string) (net.Conn, error) {
		stream.DialOf(ctx).Enter("connect")
		began := time.Now()
		inner, err := dial(ctx, network, addr)
		if err != nil {
			return nil, err
		}
		conn := stamp.Wrap(inner, nil, nil)
		conn.Connect = time.Since(began)
		return conn, nil
	}
}

// control readies a socket before it connects.
func control(key Key) func(context.Context, string, string, syscall.RawConn) error {
	return func(_ context.Context, _, _ string, raw syscall.RawConn) error {
		var failed error
		err := raw.Control(func(fd uintptr) {
			// Without kernel stamps reads are stamped when they return, and the record says so.
			_ = stamp.KernelStamps(fd)
			if key.ReceiveBufferBytes > 0 {
				failed = stamp.ReceiveBuffer(fd, int(key.ReceiveBufferBytes))
			}
		})
		if err != nil {
			return err
		}
		return failed
	}
}
