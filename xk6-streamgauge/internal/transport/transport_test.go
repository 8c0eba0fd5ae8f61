package transport

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"syscall"
	"testing"
	"time"

	"go.k6.io/k6/v2/lib"
	"go.k6.io/k6/v2/lib/netext"
	"go.k6.io/k6/v2/lib/types"

	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/stamp"
)

func state(change func(*netext.Dialer)) *lib.State {
	dialer := netext.NewDialer(net.Dialer{Timeout: time.Second},
		netext.NewResolver(net.LookupIP, 0, types.DNSfirst, types.DNSpreferIPv4))
	if change != nil {
		change(dialer)
	}
	return &lib.State{Dialer: dialer, Transport: &http.Transport{DialContext: dialer.DialContext}}
}

func server(t *testing.T) (address, port string) {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	t.Cleanup(s.Close)
	_, port, _ = net.SplitHostPort(s.Listener.Addr().String())
	return s.Listener.Addr().String(), port
}

func dial(t *testing.T, s *lib.State, key Key, address string) (*stamp.Conn, error) {
	t.Helper()
	conn, err := New(s, key).DialContext(context.Background(), "tcp", address)
	if err != nil {
		return nil, err
	}
	t.Cleanup(func() { _ = conn.Close() })
	return stamp.Of(conn), nil
}

func TestSocketsAreStampedAndK6OwnDialerStaysAsItIs(t *testing.T) {
	address, _ := server(t)
	s := state(nil)
	conn, err := dial(t, s, Key{}, address)
	if err != nil || conn == nil || conn.TCP() == nil || conn.Connect <= 0 || conn.DNSKnown || conn.Shared() {
		t.Fatalf("%+v, %v", conn, err)
	}
	if own, _ := s.Dialer.(*netext.Dialer); own.ControlContext != nil {
		t.Fatal("k6's own sockets were changed")
	}
}

func TestTheReceiveBufferIsSetBeforeTheConnection(t *testing.T) {
	address, _ := server(t)
	conn, err := dial(t, state(nil), Key{ReceiveBufferBytes: 4096}, address)
	if err != nil {
		t.Fatal(err)
	}
	raw, _ := conn.TCP().SyscallConn()
	_ = raw.Control(func(fd uintptr) {
		if got, _ := syscall.GetsockoptInt(int(fd), syscall.SOL_SOCKET, syscall.SO_RCVBUF); got != 8192 {
			t.Errorf("%d bytes", got)
		}
	})
}

func TestK6sOptionsForNamesAreKept(t *testing.T) {
	_, port := server(t)
	hosts, err := types.NewHosts(map[string]types.Host{"gateway.test": {IP: net.IPv4(127, 0, 0, 1)}})
	if err != nil {
		t.Fatal(err)
	}
	conn, err := dial(t, state(func(d *netext.Dialer) { d.Hosts = hosts }), Key{}, "gateway.test:"+port)
	if err != nil || !conn.DNSKnown {
		t.Fatalf("hosts: %v", err)
	}
	network, _ := lib.ParseCIDR("127.0.0.0/8")
	var blacklisted netext.BlackListedIPError
	if _, err := dial(t, state(func(d *netext.Dialer) { d.Blacklist = []*lib.IPNet{network} }), Key{}, "127.0.0.1:"+port); !errors.As(err, &blacklisted) {
		t.Fatalf("blacklist: %v", err)
	}
	blocked, _ := types.NewHostnameTrie([]string{"gateway.test"})
	var refused netext.BlockedHostError
	if _, err := dial(t, state(func(d *netext.Dialer) { d.BlockedHostnames = blocked }), Key{}, "gateway.test:"+port); !errors.As(err, &refused) {
		t.Fatalf("blocked names: %v", err)
	}
}

func TestTransportsByKey(t *testing.T) {
	if h2c := New(state(nil), Key{HTTP: "2"}); !h2c.Protocols.UnencryptedHTTP2() || h2c.Protocols.HTTP1() {
		t.Errorf("2: %v", h2c.Protocols)
	}
	if h1 := New(state(nil), Key{HTTP: "1.1"}); !h1.Protocols.HTTP1() || h1.Protocols.HTTP2() {
		t.Errorf("1.1: %v", h1.Protocols)
	}
	slow := New(state(nil), Key{Slow: true, ReceiveBufferBytes: 16384})
	if slow.ReadBufferSize > 1024 || slow.HTTP2.MaxReceiveBufferPerStream != 16384 {
		t.Errorf("slow: %d, %+v", slow.ReadBufferSize, slow.HTTP2)
	}
	if fast := New(state(nil), Key{}); fast.MaxIdleConnsPerHost < 10_000 || fast.HTTP2 != nil {
		t.Errorf("fast: %d idle", fast.MaxIdleConnsPerHost)
	}
}

func TestAnotherDialerIsUsedAndItsReadsAreStamped(t *testing.T) {
	client, far := net.Pipe()
	defer func() { _ = far.Close() }()
	s := &lib.State{Transport: &http.Transport{DialContext: func(context.Context, string, string) (net.Conn, error) { return client, nil }}}
	conn, err := dial(t, s, Key{}, "anywhere:1")
	if err != nil || conn.Kernel() || conn.TCP() != nil {
		t.Fatalf("%+v, %v", conn, err)
	}
}
