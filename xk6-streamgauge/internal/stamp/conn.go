// Package stamp knows when the bytes of a connection arrived: by the kernel's receive stamp where there
// is one, else by the instant at which the read returned.
package stamp

import (
	"errors"
	"net"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/monotonic"
)

// Offset is the process's watch on the wall clock, in which the kernel stamps.
//
//nolint:gochecknoglobals // one clock a process
var Offset monotonic.WallOffset

// Arrival is what is known of the newest read of a connection. Instants are nanoseconds on CLOCK_MONOTONIC.
type Arrival struct {
	// Seq numbers the reads of the connection from 1; 0 = none yet.
	Seq int64
	// AtNs is when the newest byte arrived, ReadNs when our read returned.
	AtNs, ReadNs int64
}

// Conn stamps its reads. It lies below TLS, so one read may hold several records, and above k6's byte counters.
type Conn struct {
	net.Conn

	// DNS and Connect are how long the parts of the dial took; DNSKnown is false when there was nothing to look up.
	DNS, Connect time.Duration
	DNSKnown     bool

	tcp       *net.TCPConn
	raw       syscall.RawConn
	kernel    bool
	bytesRead *int64

	// One read at a time: filled by Read, used by the callback below.
	buf    []byte
	oob    [oobBytes]byte
	n      int
	oobn   int
	err    error
	onRead func(fd uintptr) bool

	shared     atomic.Bool
	gone, kept atomic.Bool // abandoned; and its socket kept open
	reset      atomic.Bool

	// Written by the reader's goroutine, read by those of the streams that share an HTTP/2 connection.
	seq, atNs, readNs atomic.Int64
}

// Wrap stamps the reads of conn. tcp is the socket beneath, nil where there is none; bytesRead, if not nil, is
// k6's counter, which a read that goes around conn has to keep.
func Wrap(conn net.Conn, tcp *net.TCPConn, bytesRead *int64) *Conn {
	c := &Conn{Conn: conn, tcp: tcp, bytesRead: bytesRead}
	if tcp != nil {
		c.enableKernel()
	}
	return c
}

// Kernel says whether the kernel stamps this connection's bytes.
func (c *Conn) Kernel() bool { return c.kernel }

// Share notes that several streams use the connection at once, as HTTP/2 does.
func (c *Conn) Share() { c.shared.Store(true) }

// Shared says whether several streams use the connection at once.
func (c *Conn) Shared() bool { return c.shared.Load() }

// TCP is the socket, nil where there is none.
func (c *Conn) TCP() *net.TCPConn { return c.tcp }

// Read reads and stamps.
func (c *Conn) Read(p []byte) (int, error) {
	if c.gone.Load() {
		return 0, net.ErrClosed
	}
	n, err := c.read(p)
	c.watch(err)
	return n, err
}

// watch looks for a reset. The kernel tells of it once: to whoever reads or writes first.
func (c *Conn) watch(err error) {
	if err != nil && errors.Is(err, syscall.ECONNRESET) {
		c.reset.Store(true)
	}
}

func (c *Conn) read(p []byte) (int, error) {
	if c.kernel && len(p) > 0 {
		return c.readKernel(p)
	}
	n, err := c.Conn.Read(p)
	now := monotonic.Now()
	c.note(now, now)
	return n, err
}

// WasReset says whether the peer ended the connection by a TCP reset. HTTP/2 tells its streams of an early end only.
func (c *Conn) WasReset() bool { return c.reset.Load() }

// Latest is the newest read. On HTTP/1.1 and TLS the bytes that a body read returns came by it; on HTTP/2 the
// bytes of another stream may have come since, by as much as the hop between two goroutines takes.
func (c *Conn) Latest() Arrival {
	return Arrival{Seq: c.seq.Load(), AtNs: c.atNs.Load(), ReadNs: c.readNs.Load()}
}

func (c *Conn) note(atNs, readNs int64) {
	if atNs > readNs {
		atNs = readNs
	}
	c.atNs.Store(atNs)
	c.readNs.Store(readNs)
	c.seq.Add(1)
}

// Of finds the stamping connection under TLS (and under the TLS of a proxy).
func Of(conn net.Conn) *Conn {
	for conn != nil {
		if c, ok := conn.(*Conn); ok {
			return c
		}
		inner, ok := conn.(interface{ NetConn() net.Conn })
		if !ok {
			return nil
		}
		conn = inner.NetConn()
	}
	return nil
}
