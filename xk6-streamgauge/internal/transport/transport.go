// Package transport makes the HTTP transports of a VU: k6's own, around a dialer that stamps what arrives.
package transport

import (
	"context"
	"net/http"
	"net/url"

	"go.k6.io/k6/v2/lib"

	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/stream"
)

const (
	// k6's own limit (6 by default) would close the connections of all further streams after use.
	idlePerHost = 100_000
	// A paced reader's connection must not read ahead more than this.
	slowBufferBytes = 256
	// net/http takes no smaller window of an HTTP/2 stream; RFC 9113, section 6.9.2, starts at 64 KB.
	leastWindowBytes = 4 << 10
)

// Key is what streams must agree on to share a transport.
type Key struct {
	// HTTP is "1.1", "2", or empty for HTTP/1.1 over cleartext and the server's choice over TLS.
	HTTP string
	// ReceiveBufferBytes bounds the socket's buffer and, on HTTP/2, the stream's window; 0 = the system's default.
	ReceiveBufferBytes int64
	// HeaderBytes bounds the response headers; 0 = net/http's default.
	HeaderBytes int64
	// Slow keeps the transport from reading ahead.
	Slow bool
}

// New makes a transport with everything k6's options say: hosts, blacklist, TLS, DNS, proxies, byte counters.
func New(state *lib.State, key Key) *http.Transport {
	t := base(state)
	t.MaxIdleConns = 0
	t.MaxIdleConnsPerHost = idlePerHost
	t.DialContext = dialer(state, key, t.DialContext)
	t.GetProxyConnectHeader = enterProxy
	t.MaxResponseHeaderBytes = key.HeaderBytes
	if key.Slow {
		t.ReadBufferSize = slowBufferBytes
	}
	protocols(t, key)
	return t
}

// enterProxy notes that a proxy was reached and is asked for its tunnel; it asks with no headers of its own.
func enterProxy(ctx context.Context, _ *url.URL, _ string) (http.Header, error) {
	stream.DialOf(ctx).Enter("proxy")
	return http.Header{}, nil
}

func base(state *lib.State) *http.Transport {
	t, ok := state.Transport.(*http.Transport)
	if !ok {
		t = &http.Transport{Proxy: http.ProxyFromEnvironment, DisableCompression: true, ForceAttemptHTTP2: true}
	}
	t = t.Clone()
	if state.TLSConfig != nil {
		t.TLSClientConfig = state.TLSConfig.Clone()
	}
	return t
}

func protocols(t *http.Transport, key Key) {
	if key.ReceiveBufferBytes > 0 {
		t.HTTP2 = &http.HTTP2Config{MaxReceiveBufferPerStream: int(max(key.ReceiveBufferBytes, leastWindowBytes))}
	}
	if key.HTTP == "" {
		return // as k6's own: ForceAttemptHTTP2, or HTTP/1.1 only by GODEBUG
	}
	p := new(http.Protocols)
	if key.HTTP == "2" {
		p.SetHTTP2(true)
		p.SetUnencryptedHTTP2(true) // prior knowledge: RFC 9113, section 3.3
	} else {
		p.SetHTTP1(true)
	}
	t.Protocols = p
	t.TLSNextProto = nil
	t.ForceAttemptHTTP2 = false
	if t.TLSClientConfig != nil {
		t.TLSClientConfig.NextProtos = nil
	}
}
