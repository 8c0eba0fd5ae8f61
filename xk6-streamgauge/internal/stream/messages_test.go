package stream_test

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net"
	"net/http"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/outcome"
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

func TestMessagesAndTheirOutcomes(t *testing.T) {
	for _, b := range []struct {
		name, text string
		want       outcome.Outcome
		code       string
		tokens     int64
	}{
		{"whole", says("a") + says("b") + saysDone + closing(1000), outcome.Complete, "", 2},
		{"closed with 1001 after the end", says("a") + saysDone + closing(1001), outcome.Complete, "", 1},
		{"closed with 1000 before the end", says("a") + closing(1000), outcome.TruncatedClean, "", 1},
		{"closed with 1001 before the end", says("a") + closing(1001), outcome.TruncatedClean, "", 1},
		{"closed with 1011", says("a") + closing(1011), outcome.TruncatedReset, "websocket-close-1011", 1},
		{"closed without a code", says("a") + frame(opClose, ""), outcome.TruncatedReset, "websocket-close-1005", 1},
		{"ended without a close frame", says("a"), outcome.TruncatedReset, "unexpected-end", 1},
		{"ended within a frame", says("a") + says("bbbb")[:9], outcome.TruncatedReset, "unexpected-end", 1},
		{"closed at once", closing(1000), outcome.TruncatedClean, "", 0},
		{"no frame at all", says("a") + "\xff\xff\xff", outcome.TruncatedReset, "malformed-frame", 1},
		{"an error message", says("a") + frame(opText, `{"type":"error","message":"later","code":"overloaded"}`) + closing(1011),
			outcome.ErrorInBand, "overloaded", 1},
		{"no JSON", says("a") + frame(opText, `{"type":`) + saysDone + closing(1000), outcome.Corrupt, "malformed-json", 1},
		{"bad UTF-8", says("a\xff") + saysDone + closing(1000), outcome.Corrupt, "bad-utf8", 1},
		{"pings between", frame(opPing, "x") + says("a") + frame(opPing, "") + saysDone + closing(1000), outcome.Complete, "", 1},
		{"in fragments", "\x01\x07{\"type\"" + "\x00\x08:\"token\"" + "\x80\x0f,\"content\":\"a\"}" + saysDone + closing(1000),
			outcome.Complete, "", 1},
		{"no close frame after the end", says("a") + saysDone, outcome.Complete, "unexpected-end", 1},
		{"more after the end", says("a") + saysDone + says("b") + closing(1000), outcome.Complete, "data-after-terminator", 1},
		{"stamped, one twice", frame(opText, `{"type":"token","content":"a","mock":{"i":0,"t":1}}`) +
			frame(opText, `{"type":"token","content":"a","mock":{"i":0,"t":1}}`) + saysDone + closing(1000),
			outcome.Corrupt, "duplicate-token", 2},
	} {
		t.Run(b.name, func(t *testing.T) {
			t.Parallel()
			r := open(t, socketRequest(t, socketServer(t, utters(b.text))), transport.Key{})
			code := ""
			if r.Error != nil {
				code = r.Error.Code
			}
			if r.Outcome != b.want || code != b.code || r.Tokens != b.tokens {
				t.Fatalf("got %s, error %+v, %d tokens", r.Outcome, r.Error, r.Tokens)
			}
			if r.Protocol != "HTTP/1.1" || r.Status != http.StatusSwitchingProtocols {
				t.Fatalf("%s, status %d", r.Protocol, r.Status)
			}
		})
	}
}

func TestHandshakesThatFail(t *testing.T) {
	for _, b := range []struct {
		name, answer string
		want         outcome.Outcome
		code         string
		status       int
	}{
		{"404", head("404 Not Found", "Content-Length: 0\r\n"), outcome.ErrorStatus, "status-404", 404},
		{"401 with an error body", head("401 No", "Content-Length: 31\r\n") + `{"code":"bad-key","message":""}`,
			outcome.ErrorStatus, "bad-key", 401},
		{"429 with Retry-After", head("429 Slow", "Retry-After: 7\r\nContent-Length: 0\r\n"), outcome.ErrorStatus, "status-429", 429},
		{"a page", head("200 OK", "Content-Type: text/html\r\nContent-Length: 3\r\n") + "<p>", outcome.NotAStream, "not-a-stream", 200},
		{"a stream of events instead", chunkedHead + chunk(token("a")) + last, outcome.NotAStream, "not-a-stream", 200},
		{"a wrong key", head("101 Switching Protocols", "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: x\r\n"),
			outcome.TruncatedReset, "bad-handshake", 101},
		{"no HTTP", "hello\r\n\r\n", outcome.TruncatedReset, "malformed-response", 0},
		{"nothing", "", outcome.TruncatedReset, "unexpected-end", 0},
		{"endless headers", "HTTP/1.1 200 OK\r\nX-Long: " + repeat(2<<20, "x"), outcome.TruncatedReset, "headers-too-long", 0},
	} {
		t.Run(b.name, func(t *testing.T) {
			t.Parallel()
			r := open(t, socketRequest(t, rawServer(t, writes(b.answer))), transport.Key{})
			if r.Outcome != b.want || r.Error == nil || r.Error.Code != b.code || r.Status != b.status {
				t.Fatalf("got %s, error %+v, status %d", r.Outcome, r.Error, r.Status)
			}
		})
	}
	r := open(t, socketRequest(t, "http://"+closedPort(t)+"/"), transport.Key{})
	if r.Outcome != outcome.Refused || r.Error.Code != "connection-refused" || r.Error.Phase != "connect" {
		t.Errorf("nothing listens: %s, %+v", r.Outcome, r.Error)
	}
	r = open(t, hasty(socketRequest(t, unansweredTLS(t))), transport.Key{})
	if r.Outcome != outcome.Refused || r.Error.Phase != "tls" {
		t.Errorf("no TLS: %s, %+v", r.Outcome, r.Error)
	}
	r = open(t, hasty(socketRequest(t, rawServer(t, hangs("")))), transport.Key{})
	if r.Outcome != outcome.TimeoutFirst {
		t.Errorf("no answer: %s, %+v", r.Outcome, r.Error)
	}
}

func TestTheRecordOfASocketHasTheShapeOfOthers(t *testing.T) {
	said := make(chan string, 1)
	url := socketServer(t, func(conn *net.TCPConn, frames *bufio.Reader, first string) {
		said <- first
		for _, text := range []string{says("a"), says("b"), saysDone + closing(1000)} {
			_, _ = io.WriteString(conn, text)
			time.Sleep(5 * time.Millisecond)
		}
		_, _ = io.Copy(io.Discard, frames)
	})
	r := open(t, socketRequest(t, url), transport.Key{})
	sum := sha256.Sum256([]byte("ab"))
	if r.Outcome != outcome.Complete || r.TextSHA256 != hex.EncodeToString(sum[:]) || r.Events != 3 || r.Instance != "one" {
		t.Fatalf("%s %+v", r.Outcome, r.Error)
	}
	if first := <-said; first != `{"type":"message","prompt":"p"}` {
		t.Fatalf("the first message was %q", first)
	}
	if !r.Connect.Known || !r.Sent.Known || !r.Headers.Known || !r.FirstByte.Known || !r.TTFT.Known || len(r.Gaps) != 1 || r.Bytes == 0 {
		t.Fatalf("%+v", r)
	}
	if runtime.GOOS == "linux" && (r.Stamp != "kernel" || len(r.Lag) == 0) {
		t.Fatalf("stamped by %s", r.Stamp)
	}
}

func TestTimeLimitsOfASocket(t *testing.T) {
	pings := func(conn *net.TCPConn, frames *bufio.Reader, _ string) {
		_, _ = io.WriteString(conn, says("a")+frame(opPing, "still there"))
		if op, text, err := readFrame(frames); err != nil || op != opPong || text != "still there" {
			return // the test then sees an end instead of a stall
		}
		for {
			op, text, err := readFrame(frames)
			if err != nil {
				return
			}
			if op == opClose && text == "\x03\xe9" {
				return
			}
		}
	}
	r := open(t, hasty(socketRequest(t, socketServer(t, pings))), transport.Key{})
	if r.Outcome != outcome.TimeoutStall || r.Error.Code != "timeout-stall" || r.Tokens != 1 {
		t.Fatalf("%s, %+v", r.Outcome, r.Error)
	}
	open1 := func(conn *net.TCPConn, frames *bufio.Reader, _ string) {
		_, _ = io.WriteString(conn, says("a")+saysDone)
		_, _ = io.Copy(io.Discard, frames)
	}
	if r := open(t, socketRequest(t, socketServer(t, open1)), transport.Key{}); r.Outcome != outcome.Complete || !r.TailOpen {
		t.Fatalf("left open: %s, %v", r.Outcome, r.TailOpen)
	}
}
