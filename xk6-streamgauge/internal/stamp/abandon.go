package stamp

import (
	"net"
	"sync"
	"time"
)

// mostAbandoned bounds the descriptors that clients who vanished hold; the oldest is closed for a new one.
const mostAbandoned = 4096

//nolint:gochecknoglobals // descriptors are the process's
var abandoned struct {
	mu    sync.Mutex
	conns []net.Conn
}

// Abandon makes the connection's end invisible to the other side: from now on nothing is read or written, and Close leaves
// the socket open. The kernel goes on to acknowledge what fits into its receive buffer, and the socket is closed when
// the process ends, or when 4096 others were abandoned after it.
func (c *Conn) Abandon() { c.gone.Store(true) }

// Write writes, unless the connection was abandoned.
func (c *Conn) Write(p []byte) (int, error) {
	if c.gone.Load() {
		return 0, net.ErrClosed
	}
	n, err := c.Conn.Write(p)
	c.watch(err)
	return n, err
}

// Close closes, unless the connection was abandoned: then it only wakes whoever reads.
func (c *Conn) Close() error {
	if !c.gone.Load() {
		return c.Conn.Close()
	}
	if !c.kept.CompareAndSwap(false, true) {
		return nil
	}
	abandoned.mu.Lock()
	defer abandoned.mu.Unlock()
	abandoned.conns = append(abandoned.conns, c.Conn)
	if len(abandoned.conns) > mostAbandoned {
		_ = abandoned.conns[0].Close()
		abandoned.conns = append(abandoned.conns[:0], abandoned.conns[1:]...)
	}
	return c.Conn.SetDeadline(time.Unix(1, 0))
}

// CloseAbandoned closes all abandoned sockets.
func CloseAbandoned() {
	abandoned.mu.Lock()
	defer abandoned.mu.Unlock()
	for _, conn := range abandoned.conns {
		_ = conn.Close()
	}
	abandoned.conns = nil
}
