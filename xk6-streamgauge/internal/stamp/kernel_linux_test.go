package stamp

import (
	"context"
	"errors"
	"io"
	"net"
	"syscall"
	"testing"
	"time"

	"go.k6.io/k6/v2/lib/netext"

	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/monotonic"
)

// pair is a stamped client and its server.
func pair(t testing.TB, stamps bool) (*Conn, *net.TCPConn, *int64) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = listener.Close() }()
	dialer := net.Dialer{ControlContext: func(_ context.Context, _, _ string, raw syscall.RawConn) error {
		return raw.Control(func(fd uintptr) {
			if stamps {
				_ = KernelStamps(fd)
			}
		})
	}}
	inner, err := dialer.Dial("tcp", listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	server, err := listener.Accept()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = inner.Close(); _ = server.Close() })
	read, written := new(int64), new(int64)
	client := Wrap(&netext.Conn{Conn: inner, BytesRead: read, BytesWritten: written}, inner.(*net.TCPConn), read)
	return client, server.(*net.TCPConn), read
}

func TestTheKernelStampsWhenBytesArriveNotWhenTheyAreRead(t *testing.T) {
	client, server, counted := pair(t, true)
	if !client.Kernel() {
		t.Skip("this kernel stamps no packets")
	}
	before := monotonic.Now()
	if _, err := server.Write([]byte("hello")); err != nil {
		t.Fatal(err)
	}
	after := monotonic.Now()
	const late = 10 * time.Millisecond
	for other, far, _ := pair(t, true); monotonic.Now() < after+int64(late); { // a reader that is busy with others
		_, _ = far.Write([]byte("x"))
		_, _ = other.Read(make([]byte, 1))
	}
	buf := make([]byte, 100)
	n, err := client.Read(buf)
	if err != nil || string(buf[:n]) != "hello" || *counted != 5 {
		t.Fatalf("%q, %v, %d counted", buf[:n], err, *counted)
	}
	a := client.Latest()
	const slack = int64(2 * time.Millisecond)
	if a.Seq != 1 || a.AtNs < before-slack || a.AtNs > after+slack {
		t.Fatalf("arrived %v after the write began, which took %v", time.Duration(a.AtNs-before), time.Duration(after-before))
	}
	if lag := time.Duration(a.ReadNs - a.AtNs); lag < late-2*time.Millisecond {
		t.Fatalf("own lag %v, busy for %v", lag, late)
	}
}

func TestWithoutKernelStampsReadsAreStamped(t *testing.T) {
	client, server, counted := pair(t, false)
	if client.Kernel() {
		t.Fatal("nobody asked the kernel")
	}
	_, _ = server.Write([]byte("hello"))
	if n, err := client.Read(make([]byte, 100)); n != 5 || err != nil || *counted != 5 {
		t.Fatalf("%d, %v, %d counted", n, err, *counted)
	}
	if a := client.Latest(); a.Seq != 1 || a.AtNs != a.ReadNs {
		t.Fatalf("%+v", a)
	}
}

func TestEndsAndErrorsAreThoseOfAnOrdinaryConnection(t *testing.T) {
	client, server, _ := pair(t, true)
	_ = client.SetReadDeadline(time.Now().Add(5 * time.Millisecond))
	var timeout net.Error
	if _, err := client.Read(make([]byte, 1)); !errors.As(err, &timeout) || !timeout.Timeout() {
		t.Fatalf("deadline: %v", err)
	}
	_ = client.SetReadDeadline(time.Time{})
	_ = server.CloseWrite()
	if _, err := client.Read(make([]byte, 1)); !errors.Is(err, io.EOF) {
		t.Fatalf("end: %v", err)
	}
	client, server, _ = pair(t, true)
	_ = server.SetLinger(0)
	_ = server.Close()
	if _, err := client.Read(make([]byte, 1)); !errors.Is(err, syscall.ECONNRESET) {
		t.Fatalf("reset: %v", err)
	}
	client, _, _ = pair(t, true)
	_ = client.Close()
	if _, err := client.Read(make([]byte, 1)); !errors.Is(err, net.ErrClosed) {
		t.Fatalf("closed: %v", err)
	}
}

func TestAReadCostsNoAllocation(t *testing.T) {
	client, server, _ := pair(t, true)
	buf, line := make([]byte, 100), []byte("hello")
	n := testing.AllocsPerRun(100, func() {
		_, _ = server.Write(line)
		_, _ = client.Read(buf)
	})
	if n > 0 {
		t.Fatalf("%v allocations a read", n)
	}
}

func TestReceiveBufferIsBounded(t *testing.T) {
	client, _, _ := pair(t, true)
	raw, _ := client.TCP().SyscallConn()
	_ = raw.Control(func(fd uintptr) {
		if err := ReceiveBuffer(fd, 4096); err != nil {
			t.Error(err)
		}
		if got, err := syscall.GetsockoptInt(int(fd), syscall.SOL_SOCKET, syscall.SO_RCVBUF); err != nil || got != 8192 {
			t.Errorf("%d bytes, %v", got, err)
		}
	})
}

func TestControlMessagesThatAreNoStamp(t *testing.T) {
	for name, oob := range map[string][]byte{"none": nil, "short": make([]byte, 8), "another": make([]byte, oobBytes)} {
		if _, ok := stampOf(oob); ok {
			t.Errorf("%s", name)
		}
	}
}

type secure struct{ net.Conn }

func (s secure) NetConn() net.Conn { return s.Conn }

func TestTheStampingConnectionIsFoundUnderTLS(t *testing.T) {
	client, server, _ := pair(t, true)
	if Of(secure{secure{client}}) != client || Of(client) != client || Of(server) != nil || Of(nil) != nil {
		t.Fatal("not found")
	}
}
