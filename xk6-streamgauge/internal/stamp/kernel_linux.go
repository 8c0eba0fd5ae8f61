package stamp

import (
	"encoding/binary"
	"io"
	"net"
	"os"
	"sync/atomic"
	"syscall"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"

	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/monotonic"
)

const (
	// A cmsghdr and a timespec take 32 bytes on 64-bit hosts.
	oobBytes = 64
	// SO_TIMESTAMPNS: https://www.kernel.org/doc/html/latest/networking/timestamping.html#so-timestampns-also-so-timestampns-old-and-so-timestampns-new
	soTimestampNS = syscall.SO_TIMESTAMPNS
)

// KernelStamps asks the kernel to stamp what arrives on a socket; to be called before it connects.
func KernelStamps(fd uintptr) error {
	return os.NewSyscallError("setsockopt", syscall.SetsockoptInt(int(fd), syscall.SOL_SOCKET, soTimestampNS, 1))
}

// ReceiveBuffer limits the socket's receive buffer (the kernel doubles the figure for its own book-keeping).
func ReceiveBuffer(fd uintptr, bytes int) error {
	return os.NewSyscallError("setsockopt", syscall.SetsockoptInt(int(fd), syscall.SOL_SOCKET, syscall.SO_RCVBUF, bytes))
}

func (c *Conn) enableKernel() {
	raw, err := c.tcp.SyscallConn()
	if err != nil {
		return
	}
	on := 0
	err = raw.Control(func(fd uintptr) {
		on, err = syscall.GetsockoptInt(int(fd), syscall.SOL_SOCKET, soTimestampNS)
	})
	if err != nil || on == 0 {
		return
	}
	c.raw, c.kernel, c.onRead = raw, true, c.recvmsg
}

// readKernel reads by recvmsg, whose control message holds the stamp of the newest segment delivered.
func (c *Conn) readKernel(p []byte) (int, error) {
	c.buf, c.n, c.oobn, c.err = p, 0, 0, nil
	err := c.raw.Read(c.onRead)
	c.buf = nil
	now := time.Now()
	readNs := monotonic.At(now)
	atNs := readNs
	if wallNs, ok := stampOf(c.oob[:c.oobn]); ok && err == nil {
		atNs = wallNs - Offset.At(now)
	}
	c.note(atNs, readNs)
	if err == nil {
		err = c.err
	}
	if err != nil {
		return 0, &net.OpError{Op: "read", Net: "tcp", Source: c.LocalAddr(), Addr: c.RemoteAddr(), Err: err}
	}
	if c.n == 0 {
		return 0, io.EOF
	}
	if c.bytesRead != nil {
		atomic.AddInt64(c.bytesRead, int64(c.n))
	}
	return c.n, nil
}

// Unread is how many bytes wait in the socket; false where the kernel does not tell.
func (c *Conn) Unread() (int64, bool) {
	if c.raw == nil {
		return 0, false
	}
	bytes, failed := 0, error(nil)
	err := c.raw.Control(func(fd uintptr) { bytes, failed = unix.IoctlGetInt(int(fd), unix.SIOCINQ) })
	return int64(bytes), err == nil && failed == nil
}

func (c *Conn) recvmsg(fd uintptr) bool {
	for {
		n, oobn, _, _, err := syscall.Recvmsg(int(fd), c.buf, c.oob[:], 0)
		switch err {
		case nil:
			c.n, c.oobn = n, oobn
			return true
		case syscall.EINTR:
			continue
		case syscall.EAGAIN:
			return false // the runtime waits until there is something to read
		default:
			c.err = os.NewSyscallError("recvmsg", err)
			return true
		}
	}
}

// stampOf reads the SO_TIMESTAMPNS control message: nanoseconds of the wall clock.
func stampOf(oob []byte) (int64, bool) {
	const wantBytes = syscall.SizeofCmsghdr + int(unsafe.Sizeof(syscall.Timespec{}))
	if len(oob) < wantBytes {
		return 0, false
	}
	header := (*syscall.Cmsghdr)(unsafe.Pointer(&oob[0]))
	if header.Level != syscall.SOL_SOCKET || header.Type != syscall.SCM_TIMESTAMPNS {
		return 0, false
	}
	return timespecNs(oob[syscall.SizeofCmsghdr:wantBytes]), true
}

func timespecNs(b []byte) int64 {
	if len(b) == 8 { // 32-bit hosts
		return int64(binary.NativeEndian.Uint32(b))*int64(time.Second) + int64(binary.NativeEndian.Uint32(b[4:]))
	}
	return int64(binary.NativeEndian.Uint64(b))*int64(time.Second) + int64(binary.NativeEndian.Uint64(b[8:])) //nolint:gosec
}
