package stream_test

import (
	"bufio"
	"errors"
	"io"
	"net"
	"net/http"
	"syscall"
	"testing"

	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/outcome"
	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/stamp"
	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/stream"
	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/transport"
)

// peek is what lies ready in a socket, without waiting for it: EAGAIN is neither bytes, nor an end, nor a reset.
func peek(conn *net.TCPConn) (n int, err error) {
	raw, err := conn.SyscallConn()
	if err != nil {
		return 0, err
	}
	failed := raw.Control(func(fd uintptr) {
		n, _, err = syscall.Recvfrom(int(fd), make([]byte, 1), syscall.MSG_PEEK|syscall.MSG_DONTWAIT)
	})
	return n, errors.Join(err, failed)
}

func TestAClientThatVanishesSaysNothing(t *testing.T) {
	for _, c := range []struct {
		name string
		open func(t *testing.T, look func(*net.TCPConn)) *stream.Request
	}{
		{"HTTP", func(t *testing.T, look func(*net.TCPConn)) *stream.Request {
			return request(t, rawServer(t, func(conn *net.TCPConn, _ *http.Request) {
				_, _ = io.WriteString(conn, chunkedHead+chunk(token("a")))
				look(conn)
			}), "plain")
		}},
		{"WebSocket", func(t *testing.T, look func(*net.TCPConn)) *stream.Request {
			return socketRequest(t, socketServer(t, func(conn *net.TCPConn, _ *bufio.Reader, _ string) {
				_, _ = io.WriteString(conn, says("a"))
				look(conn)
			}))
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Cleanup(stamp.CloseAbandoned)
			gone, saw := make(chan struct{}), make(chan error, 1)
			q := c.open(t, func(conn *net.TCPConn) {
				<-gone
				_, err := peek(conn)
				saw <- err
			})
			q.Cancel = &stream.Cancel{AfterTokens: 1, How: "vanish"}
			r := open(t, q, transport.Key{})
			close(gone)
			if err := <-saw; r.Outcome != outcome.Cancelled || r.Cancel.How != "vanish" || !errors.Is(err, syscall.EAGAIN) {
				t.Fatalf("%s, %+v, the server saw %v", r.Outcome, r.Cancel, err)
			}
		})
	}
}
