package stream

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"os"
	"syscall"
	"testing"
)

func TestErrorsThatNoTestServerCanBringAbout(t *testing.T) {
	dialled := func(errno syscall.Errno) error {
		return &net.OpError{Op: "dial", Net: "tcp", Err: os.NewSyscallError("connect", errno)}
	}
	for _, c := range []struct {
		phase string
		err   error
		want  string
	}{
		{"connect", dialled(syscall.EHOSTUNREACH), "host-unreachable"},
		{"connect", dialled(syscall.ENETUNREACH), "network-unreachable"},
		{"connect", dialled(syscall.ETIMEDOUT), "connect-timeout"},
		{"connect", dialled(syscall.EMFILE), "too-many-open-files"},
		{"connect", dialled(syscall.ENFILE), "too-many-open-files"},
		{"connect", dialled(syscall.EADDRNOTAVAIL), "no-free-port"},
		{"connect", dialled(syscall.EADDRINUSE), "no-free-port"},
		{"body", &net.OpError{Op: "read", Net: "tcp", Err: os.NewSyscallError("recvmsg", syscall.ETIMEDOUT)}, "body-timeout"},
		{"connect", context.DeadlineExceeded, "connect-timeout"},
		{"tls", os.ErrDeadlineExceeded, "tls-timeout"},
		{"dns", &net.DNSError{Err: "i/o timeout", IsTimeout: true}, "dns-timeout"},
		{"dns", &net.DNSError{Err: "no such host", IsNotFound: true}, "name-not-resolved"},
		{"tls", tls.AlertError(40), "tls-alert"},
		{"body", errors.New("something new"), "body-failed"},
	} {
		if e := explain(c.phase, c.err); e.Code != c.want || e.Phase != c.phase {
			t.Errorf("%v: %+v, want %s", c.err, e, c.want)
		}
	}
	if e := explain("connect", &net.OpError{Op: "proxyconnect", Err: dialled(syscall.ECONNREFUSED)}); e.Phase != "proxy" || e.Code != "connection-refused" {
		t.Errorf("proxy: %+v", e)
	}
}
