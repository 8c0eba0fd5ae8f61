package stream

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"strconv"
	"strings"
	"syscall"

	"github.com/gorilla/websocket"
	"go.k6.io/k6/v2/lib/netext"

	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/record"
)

// explain gives a transport's error a phase and a stable code.
func explain(phase string, err error) *record.Error {
	if op := (*net.OpError)(nil); errors.As(err, &op) && op.Op == "proxyconnect" {
		phase = "proxy"
	}
	return &record.Error{Phase: phase, Code: codeOf(phase, err), Message: cut(err.Error(), messageLimitBytes)}
}

//nolint:gochecknoglobals // a table
var errorCodes = []struct {
	err  error
	code string
}{
	{syscall.ECONNRESET, "connection-reset"},
	{syscall.EPIPE, "connection-reset"},
	{syscall.ECONNREFUSED, "connection-refused"},
	{syscall.EHOSTUNREACH, "host-unreachable"},
	{syscall.ENETUNREACH, "network-unreachable"},
	{syscall.EMFILE, "too-many-open-files"},
	{syscall.ENFILE, "too-many-open-files"},
	{syscall.EADDRNOTAVAIL, "no-free-port"},
	{syscall.EADDRINUSE, "no-free-port"}, // bind(2) with an address of our own (k6's --local-ips)
	{errHeadersTooLong, "headers-too-long"},
	{websocket.ErrBadHandshake, "bad-handshake"},
	{errBodyTooLong, "body-too-long"},
	{errCrowded, "too-many-open-streams"},
	{io.ErrUnexpectedEOF, "unexpected-end"},
	{io.EOF, "closed-without-response"},
}

func codeOf(phase string, err error) string {
	if code := typedCode(err); code != "" {
		return code
	}
	for _, known := range errorCodes {
		if errors.Is(err, known.err) {
			return known.code
		}
	}
	if timeout := net.Error(nil); errors.As(err, &timeout) && timeout.Timeout() {
		return phase + "-timeout"
	}
	return wordedCode(phase, err.Error())
}

func typedCode(err error) string {
	var (
		blacklisted netext.BlackListedIPError
		blocked     netext.BlockedHostError
		dns         *net.DNSError
		unknown     x509.UnknownAuthorityError
		hostname    x509.HostnameError
		invalid     x509.CertificateInvalidError
		certificate *tls.CertificateVerificationError
		alert       tls.AlertError
		record      tls.RecordHeaderError
		closed      *websocket.CloseError
	)
	switch {
	case errors.As(err, &closed):
		return closeCode(closed)
	case errors.As(err, &blacklisted), errors.As(err, &blocked):
		return "blocked-by-options"
	case errors.As(err, &dns) && !dns.IsTimeout:
		return "name-not-resolved"
	case errors.As(err, &unknown), errors.As(err, &hostname), errors.As(err, &invalid), errors.As(err, &certificate):
		return "certificate-not-trusted"
	case errors.As(err, &alert):
		return "tls-alert"
	case errors.As(err, &record):
		return "not-tls"
	default:
		return ""
	}
}

// closeCode is the code of a WebSocket's close frame; 1006 stands for none (RFC 6455, section 7.4.1).
func closeCode(closed *websocket.CloseError) string {
	if closed.Code == websocket.CloseAbnormalClosure {
		return "unexpected-end"
	}
	return "websocket-close-" + strconv.Itoa(closed.Code)
}

// wordedCode knows errors of net/http that have no type or value of their own to compare with.
func wordedCode(phase, text string) string {
	for _, known := range [...]struct{ words, code string }{
		{"malformed response", "malformed-response"},
		{"header list larger than", "headers-too-long"},
		{"stream error", "stream-reset"},
		{"connection error", "malformed-frame"},
		{"frame too large", "malformed-frame"},
		{"more than declared Content-Length", "content-length-exceeded"},
		{"response headers exceeded", "headers-too-long"},
		{"websocket: ", "malformed-frame"},
		{"GOAWAY", "connection-going-away"},
		{"server closed idle connection", "closed-idle-connection"},
		{"malformed HTTP", "malformed-response"},
		{"malformed MIME header", "malformed-response"},
		{"malformed chunked encoding", "malformed-chunk"},
		{"invalid byte in chunk length", "malformed-chunk"},
		{"no such host", "name-not-resolved"},
		{"server gave HTTP response to HTTPS client", "not-tls"},
		{"gzip", "malformed-encoding"},
		{"zlib", "malformed-encoding"},
		{"flate", "malformed-encoding"},
		{"brotli", "malformed-encoding"},
		{"zstd", "malformed-encoding"},
	} {
		if strings.Contains(text, known.words) {
			return known.code
		}
	}
	return phase + "-failed"
}
