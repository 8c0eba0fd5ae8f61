package stream

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"net/url"
	"strings"

	"github.com/gorilla/websocket"
)

// headerLimitBytes bounds the answer to a handshake: net/http bounds only its own.
const headerLimitBytes = 1 << 20

// forbidden are the headers that the handshake sets itself (RFC 6455, section 4.1).
//
//nolint:gochecknoglobals // a table
var forbidden = []string{
	"Upgrade", "Connection", "Sec-Websocket-Key", "Sec-Websocket-Version", "Sec-Websocket-Extensions",
}

// overSocket is the stream over a WebSocket (RFC 6455): a handshake, our messages, and one event a message of theirs.
func (r *run) overSocket(transport http.RoundTripper, jar http.CookieJar) {
	if r.q.Crowded {
		r.noResponse(errCrowded)
		return
	}
	conn, response, err := r.shakeHands(transport, jar)
	switch {
	case err == nil:
		r.messages(conn, response)
		_ = conn.Close()
	case errors.Is(err, websocket.ErrBadHandshake) && response != nil:
		r.noUpgrade(response)
	default:
		r.noResponse(err)
	}
}

func (r *run) shakeHands(transport http.RoundTripper, jar http.CookieJar) (*websocket.Conn, *http.Response, error) {
	address, header, err := r.socketAddress()
	if err != nil {
		return nil, nil, err
	}
	dialer := websocket.Dialer{Jar: jar, ReadBufferSize: socketReadBytes, WriteBufferSize: socketWriteBytes}
	if r.q.Read.Slow() {
		dialer.ReadBufferSize = slowReadBytes
	}
	dial := (&net.Dialer{}).DialContext
	if t, ok := transport.(*http.Transport); ok {
		dialer.Proxy = t.Proxy
		if t.TLSClientConfig != nil {
			dialer.TLSClientConfig = t.TLSClientConfig.Clone()
		}
		if t.DialContext != nil {
			dial = t.DialContext
		}
	}
	if dialer.TLSClientConfig == nil {
		dialer.TLSClientConfig = &tls.Config{} //nolint:gosec // Go's own defaults
	}
	dialer.TLSClientConfig.NextProtos = []string{"http/1.1"}
	var shaking *handshake
	dialer.NetDialContext = func(ctx context.Context, network, addr string) (net.Conn, error) {
		conn, err := dial(ctx, network, addr)
		if err != nil {
			return nil, err
		}
		shaking = newHandshake(r.ctx, conn)
		return shaking, nil
	}
	if strings.HasPrefix(address, "wss:") {
		r.trace.needTLS()
	}
	conn, response, err := dialer.DialContext(r.trace.context(r.ctx), address, header)
	if shaking != nil {
		shaking.over()
	}
	return conn, response, err
}

// socketAddress is the URL as a WebSocket's, without user information, which goes into a header as in HTTP.
func (r *run) socketAddress() (string, http.Header, error) {
	parsed, err := url.Parse(r.q.URL)
	if err != nil {
		return "", nil, err
	}
	switch parsed.Scheme {
	case "http":
		parsed.Scheme = "ws"
	case "https":
		parsed.Scheme = "wss"
	}
	header := r.q.Header.Clone()
	for _, name := range forbidden {
		header.Del(name)
	}
	if parsed.User != nil {
		password, _ := parsed.User.Password()
		if header.Get("Authorization") == "" {
			request := http.Request{Header: header}
			request.SetBasicAuth(parsed.User.Username(), password)
		}
		parsed.User = nil
	}
	parsed.Fragment = ""
	return parsed.String(), header, nil
}

// noUpgrade is an HTTP answer instead of the switch of protocols: an error, or a page. Redirects are not followed.
func (r *run) noUpgrade(response *http.Response) {
	now := r.headersAt(response)
	r.reader.headers.Store(now)
	r.endNs = now
	r.ev.Connected, r.ev.Status = true, response.StatusCode
	r.rec.Status, r.rec.Protocol = response.StatusCode, response.Proto
	if response.StatusCode == http.StatusSwitchingProtocols {
		r.ev.Broken = true
		r.giveUp("headers", websocket.ErrBadHandshake)
		return
	}
	r.wire = &meter{r: response.Body, onRead: func(int) {}}
	body, kind := r.open(response, r.wire)
	if kind == noBody {
		r.ev.NotAStream = true
		return
	}
	if kind == streamBody {
		kind = documentBody
	}
	err := r.read(body, kind)
	r.rec.Bytes = r.wire.bytes
	r.bodyEnd(err, kind)
}
