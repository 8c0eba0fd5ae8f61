package stream_test

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net"
	"net/http"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/outcome"
	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/record"
	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/stream"
	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/transport"
)

// socketRequest asks for a stream over a WebSocket.
func socketRequest(t testing.TB, url string) *stream.Request {
	t.Helper()
	q := request(t, strings.Replace(url, "http", "ws", 1), "ws-chat")
	q.Transport, q.Body, q.Messages = "ws", nil, [][]byte{[]byte(`{"type":"message","prompt":"p"}`)}
	return q
}

// masked is a frame as a client sends it; from a server it is an error (RFC 6455, section 5.1).
func masked(payload string) string {
	return string([]byte{0x81, 0x80 | byte(len(payload)), 0, 0, 0, 0}) + payload //nolint:gosec // short
}

// utteredBehaviours are what a server says after the handshake and our first message; then it ends the connection in order.
var utteredBehaviours = []row[string]{
	{"whole", "ws-chat", says("a") + says("b") + saysDone + closing(1000), outcome.Complete, "", 2},
	{"whole, in one frame each and all in one read", "ws-chat", repeat(50, says("a")) + saysDone + closing(1000), outcome.Complete, "", 50},
	{"whole, in fragments", "ws-chat", "\x01\x07{\"type\"" + "\x00\x08:\"token\"" + "\x80\x0f,\"content\":\"a\"}" + saysDone + closing(1000),
		outcome.Complete, "", 1},
	{"whole, a ping within a fragmented message", "ws-chat", "\x01\x07{\"type\"" + frame(opPing, "x") + "\x00\x08:\"token\"" +
		"\x80\x0f,\"content\":\"a\"}" + saysDone + closing(1000), outcome.Complete, "", 1},
	{"whole, in binary messages", "ws-chat", frame(opBinary, `{"type":"token","content":"a"}`) + frame(opBinary, `{"type":"done"}`) + closing(1000),
		outcome.Complete, "", 1},
	{"pings between", "ws-chat", frame(opPing, "x") + says("a") + frame(opPing, "") + saysDone + closing(1000), outcome.Complete, "", 1},
	{"pongs that nobody asked for", "ws-chat", frame(opPong, "x") + says("a") + saysDone + closing(1000), outcome.Complete, "", 1},
	{"a subprotocol that nobody asked for", "ws-chat", says("a") + saysDone + closing(1000), outcome.Complete, "", 1},
	{"1000 before the end", "ws-chat", says("a") + closing(1000), outcome.TruncatedClean, "", 1},
	{"1000 at once", "ws-chat", closing(1000), outcome.TruncatedClean, "", 0},
	{"1001 before the end", "ws-chat", says("a") + closing(1001), outcome.TruncatedClean, "", 1},
	{"1002 before the end", "ws-chat", says("a") + closing(1002), outcome.TruncatedReset, "websocket-close-1002", 1},
	{"1003 before the end", "ws-chat", says("a") + closing(1003), outcome.TruncatedReset, "websocket-close-1003", 1},
	{"1008 before the end", "ws-chat", says("a") + closing(1008), outcome.TruncatedReset, "websocket-close-1008", 1},
	{"1009 before the end", "ws-chat", says("a") + closing(1009), outcome.TruncatedReset, "websocket-close-1009", 1},
	{"1011 before the end", "ws-chat", says("a") + closing(1011), outcome.TruncatedReset, "websocket-close-1011", 1},
	{"1012 before the end", "ws-chat", says("a") + closing(1012), outcome.TruncatedReset, "websocket-close-1012", 1},
	{"4000 before the end", "ws-chat", says("a") + closing(4000), outcome.TruncatedReset, "websocket-close-4000", 1},
	{"a close frame without a code", "ws-chat", says("a") + frame(opClose, ""), outcome.TruncatedReset, "websocket-close-1005", 1},
	{"1006 in a close frame, where it may not stand", "ws-chat", says("a") + closing(1006), outcome.TruncatedReset, "malformed-frame", 1},
	{"half a code in a close frame", "ws-chat", says("a") + frame(opClose, "\x03"), outcome.TruncatedReset, "websocket-close-1005", 1},
	{"a close reason that is no UTF-8", "ws-chat", says("a") + frame(opClose, "\x03\xe8\xff"), outcome.TruncatedReset, "malformed-frame", 1},
	{"no close frame", "ws-chat", says("a"), outcome.TruncatedReset, "unexpected-end", 1},
	{"the end within a frame", "ws-chat", says("a") + says("bbbb")[:9], outcome.TruncatedReset, "unexpected-end", 1},
	{"the end within a fragmented message", "ws-chat", says("a") + "\x01\x07{\"type\"", outcome.TruncatedReset, "unexpected-end", 1},
	{"bytes that are no frame", "ws-chat", says("a") + "\xff\xff\xff", outcome.TruncatedReset, "malformed-frame", 1},
	{"a masked frame", "ws-chat", says("a") + masked(`{"type":"done"}`), outcome.TruncatedReset, "malformed-frame", 1},
	{"a reserved bit", "ws-chat", says("a") + "\xc1\x02{}", outcome.TruncatedReset, "malformed-frame", 1},
	{"a fragment of no message", "ws-chat", says("a") + "\x80\x02{}", outcome.TruncatedReset, "malformed-frame", 1},
	{"a message within a fragmented one", "ws-chat", says("a") + "\x01\x01{" + saysDone, outcome.TruncatedReset, "malformed-frame", 1},
	{"a ping in fragments", "ws-chat", says("a") + "\x09\x01x", outcome.TruncatedReset, "malformed-frame", 1},
	{"a ping of 126 bytes", "ws-chat", says("a") + frame(opPing, repeat(126, "x")), outcome.TruncatedReset, "malformed-frame", 1},
	{"an error message", "ws-chat", says("a") + frame(opText, `{"type":"error","message":"later","code":"overloaded"}`) + closing(1011),
		outcome.ErrorInBand, "overloaded", 1},
	{"a message that is no JSON", "ws-chat", says("a") + frame(opText, `{"type":`) + saysDone + closing(1000), outcome.Corrupt, "malformed-json", 1},
	{"an empty message", "ws-chat", says("a") + frame(opText, "") + saysDone + closing(1000), outcome.Complete, "", 1},
	{"text that is no UTF-8", "ws-chat", says("a\xff") + saysDone + closing(1000), outcome.Corrupt, "bad-utf8", 1},
	{"a message beyond the limit", "ws-chat", says("a") + says(repeat(3000, "x")) + saysDone, outcome.Corrupt, "event-too-long", 1},
	{"a length beyond all limits", "ws-chat", says("a") + "\x81\x7f\x7f\xff\xff\xff\xff\xff\xff\xff", outcome.Corrupt, "event-too-long", 1},
	{"a token stamped twice", "ws-chat", frame(opText, `{"type":"token","content":"a","mock":{"i":0,"t":1}}`) +
		frame(opText, `{"type":"token","content":"a","mock":{"i":0,"t":1}}`) + saysDone + closing(1000), outcome.Corrupt, "duplicate-token", 2},
	{"1001 after the terminator", "ws-chat", says("a") + saysDone + closing(1001), outcome.Complete, "", 1},
	{"1011 after the terminator", "ws-chat", says("a") + saysDone + closing(1011), outcome.Complete, "websocket-close-1011", 1},
	{"no close frame after the terminator", "ws-chat", says("a") + saysDone, outcome.Complete, "unexpected-end", 1},
	{"more after the terminator", "ws-chat", says("a") + saysDone + says("b") + closing(1000), outcome.Complete, "data-after-terminator", 1},
}

func TestBehavioursOfASocketServer(t *testing.T) {
	judge(t, "WebSocket", utteredBehaviours, func(t *testing.T, b row[string]) record.Record {
		more := ""
		if strings.Contains(b.name, "subprotocol") {
			more = "Sec-WebSocket-Protocol: chat\r\n"
		}
		q := socketRequest(t, socketServer(t, utters(b.serve), more))
		q.Limits.EventBytes = 2000
		r := open(t, q, transport.Key{})
		if r.Protocol != "HTTP/1.1" || r.Status != http.StatusSwitchingProtocols {
			t.Errorf("%s, status %d", r.Protocol, r.Status)
		}
		return r
	})
}

func TestBehavioursOfASocketServerThatDoesNotEndInOrder(t *testing.T) {
	judge(t, "WebSocket, without an end in order", []row[func(*net.TCPConn, *bufio.Reader, string)]{
		{"a reset among the tokens", "ws-chat", func(conn *net.TCPConn, _ *bufio.Reader, _ string) {
			_, _ = io.WriteString(conn, says("a"))
			_ = conn.SetLinger(0)
		}, outcome.TruncatedReset, "connection-reset", 1},
		{"a reset before an answer", "ws-chat", func(conn *net.TCPConn, _ *bufio.Reader, _ string) { _ = conn.SetLinger(0) },
			outcome.TruncatedReset, "connection-reset", 0},
		{"a reset after the terminator", "ws-chat", func(conn *net.TCPConn, _ *bufio.Reader, _ string) {
			_, _ = io.WriteString(conn, says("a")+saysDone)
			_ = conn.SetLinger(0)
		}, outcome.Complete, "connection-reset", 1},
		{"an answer that never comes", "ws-chat", mute(""), outcome.TimeoutFirst, "timeout-first", 0},
		{"an answer that hangs", "ws-chat", mute(says("a")), outcome.TimeoutStall, "timeout-stall", 1},
		{"a message that hangs in the middle", "ws-chat", mute(says("a") + says("b")[:9]), outcome.TimeoutStall, "timeout-stall", 1},
		{"an end that hangs", "ws-chat", mute(says("a") + saysDone), outcome.Complete, "", 1},
	}, func(t *testing.T, b row[func(*net.TCPConn, *bufio.Reader, string)]) record.Record {
		return open(t, patient(socketRequest(t, socketServer(t, b.serve)), b), transport.Key{})
	})
}

// mute says so much and then waits for the client to go.
func mute(text string) func(*net.TCPConn, *bufio.Reader, string) {
	return func(conn *net.TCPConn, frames *bufio.Reader, _ string) {
		_, _ = io.WriteString(conn, text)
		_, _ = io.Copy(io.Discard, frames)
	}
}

var handshakes = []row[string]{
	{"400", "ws-chat", head("400 Bad Request", "Content-Length: 0\r\n"), outcome.ErrorStatus, "status-400", 0},
	{"401 with an error body", "ws-chat", head("401 No", "Content-Length: 31\r\n") + `{"code":"bad-key","message":""}`, outcome.ErrorStatus, "bad-key", 0},
	{"404", "ws-chat", head("404 Not Found", "Content-Length: 0\r\n"), outcome.ErrorStatus, "status-404", 0},
	{"426", "ws-chat", head("426 Upgrade Required", "Content-Length: 0\r\n"), outcome.ErrorStatus, "status-426", 0},
	{"429 with Retry-After", "ws-chat", head("429 Slow", "Retry-After: 7\r\nContent-Length: 0\r\n"), outcome.ErrorStatus, "status-429", 0},
	{"503", "ws-chat", head("503 Busy", "Content-Length: 0\r\n"), outcome.ErrorStatus, "status-503", 0},
	{"a redirect", "ws-chat", head("302 Found", "Location: /\r\nContent-Length: 0\r\n"), outcome.ErrorStatus, "status-302", 0},
	{"200 with a page", "ws-chat", head("200 OK", "Content-Type: text/html\r\nContent-Length: 3\r\n") + "<p>", outcome.NotAStream, "not-a-stream", 0},
	{"200 with a stream of events", "ws-chat", chunkedHead + chunk(token("a")) + last, outcome.NotAStream, "not-a-stream", 0},
	{"200 with a JSON error", "ws-chat", head("200 OK", "Content-Type: application/json\r\nContent-Length: 34\r\n") + `{"code":"no","message":"not here"}`,
		outcome.ErrorInBand, "no", 0},
	{"204", "ws-chat", head("204 No Content", ""), outcome.NotAStream, "no-content", 0},
	{"101 with a wrong key", "ws-chat", head("101 Switching Protocols", "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: x\r\n"),
		outcome.TruncatedReset, "bad-handshake", 0},
	{"101 without an upgrade", "ws-chat", head("101 Switching Protocols", ""), outcome.TruncatedReset, "bad-handshake", 0},
	{"no HTTP", "ws-chat", "hello\r\n\r\n", outcome.TruncatedReset, "malformed-response", 0},
	{"nothing", "ws-chat", "", outcome.TruncatedReset, "unexpected-end", 0},
	{"the end within the headers", "ws-chat", "HTTP/1.1 101 Switching Protocols\r\nUpg", outcome.TruncatedReset, "malformed-response", 0},
	{"endless headers", "ws-chat", "HTTP/1.1 200 OK\r\nX-Long: " + repeat(2<<20, "x"), outcome.TruncatedReset, "headers-too-long", 0},
}

func TestHandshakesThatFail(t *testing.T) {
	judge(t, "WebSocket, handshakes", handshakes, func(t *testing.T, b row[string]) record.Record {
		r := open(t, socketRequest(t, rawServer(t, writes(b.serve))), transport.Key{})
		if status, err := strconv.Atoi(strings.Fields(b.name)[0]); err == nil && r.Status != status {
			t.Errorf("status %d", r.Status)
		}
		return r
	})
	r := open(t, socketRequest(t, "http://"+closedPort(t)+"/"), transport.Key{})
	if r.Outcome != outcome.Refused || r.Error.Code != "connection-refused" || r.Error.Phase != "connect" {
		t.Errorf("nothing listens: %s, %+v", r.Outcome, r.Error)
	}
}

func TestTheRecordOfASocketHasTheShapeOfOthers(t *testing.T) {
	said, seen := make(chan string, 1), make(chan struct{}, 3)
	url := socketServer(t, func(conn *net.TCPConn, frames *bufio.Reader, first string) {
		said <- first
		for _, text := range []string{says("a"), says("b"), saysDone + closing(1000)} {
			_, _ = io.WriteString(conn, text)
			<-seen
		}
		_, _ = io.Copy(io.Discard, frames)
	})
	q := socketRequest(t, url)
	q.OnEvent = func(stream.Seen) { seen <- struct{}{} }
	r := open(t, q, transport.Key{})
	sum := sha256.Sum256([]byte("ab"))
	if r.Outcome != outcome.Complete || r.TextSHA256 != hex.EncodeToString(sum[:]) || r.Events != 3 || r.Instance != "one" {
		t.Fatalf("%s %+v", r.Outcome, r.Error)
	}
	if first := <-said; first != `{"type":"message","prompt":"p"}` {
		t.Fatalf("the first message was %q", first)
	}
	if !r.Connect.Known || !r.Sent.Known || !r.Headers.Known || !r.FirstByte.Known || !r.TTFT.Known || len(r.Gaps) != 1 || r.Reads != 3 || r.Bytes == 0 {
		t.Fatalf("%+v", r)
	}
	if runtime.GOOS == "linux" && (r.Stamp != "kernel" || len(r.Lag) == 0) {
		t.Fatalf("stamped by %s", r.Stamp)
	}
}
