package stream_test

import (
	"bufio"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/outcome"
	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/stamp"
	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/stream"
	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/transport"
)

// sighting is what a server saw of a client's end: a frame, or an error of the socket's.
type sighting struct {
	op   byte
	text string
	err  error
}

func TestHowACancelledSocketEnds(t *testing.T) {
	for _, c := range []struct {
		how  string
		want func(sighting) bool
	}{
		{"fin", func(s sighting) bool { return errors.Is(s.err, io.EOF) }},
		{"rst", func(s sighting) bool { return s.err != nil && strings.Contains(s.err.Error(), "reset") }},
		{"ws-message", func(s sighting) bool { return s.op == opText && s.text == `{"stop":true}` }},
		{"ws-close", func(s sighting) bool { return s.op == opClose && s.text == "\x03\xe8" }},
		{"vanish", func(s sighting) bool { return errors.Is(s.err, os.ErrDeadlineExceeded) }},
	} {
		t.Run(c.how, func(t *testing.T) {
			t.Cleanup(stamp.CloseAbandoned)
			saw := make(chan sighting, 1)
			url := socketServer(t, func(conn *net.TCPConn, frames *bufio.Reader, _ string) {
				_, _ = io.WriteString(conn, says("a"))
				_ = conn.SetReadDeadline(time.Now().Add(300 * time.Millisecond))
				op, text, err := readFrame(frames)
				saw <- sighting{op, text, err}
				_, _ = io.WriteString(conn, says("late")+saysDone+closing(1000))
			})
			q := socketRequest(t, url)
			q.Cancel = &stream.Cancel{AfterTokens: 1, How: c.how, Message: []byte(`{"stop":true}`)}
			r := open(t, q, transport.Key{})
			if r.Outcome != outcome.Cancelled || r.Cancel == nil || r.Cancel.How != c.how || r.Cancel.Phase != "tokens" || r.Error != nil {
				t.Fatalf("%s, %+v, %+v", r.Outcome, r.Cancel, r.Error)
			}
			if s := <-saw; !c.want(s) {
				t.Fatalf("the server saw %+v", s)
			}
			// Asked, the server ends the stream in its own time, and what it still sends is counted.
			if asked := strings.HasPrefix(c.how, "ws-"); asked != (r.Tokens == 2) {
				t.Fatalf("%d tokens", r.Tokens)
			}
		})
	}
}

func TestAServerThatIgnoresTheCancelIsLeftAfterASecond(t *testing.T) {
	url := socketServer(t, func(conn *net.TCPConn, frames *bufio.Reader, _ string) {
		_, _ = io.WriteString(conn, says("a"))
		_, _ = io.Copy(io.Discard, frames)
	})
	q := socketRequest(t, url)
	q.Cancel = &stream.Cancel{After: 20 * time.Millisecond, How: "ws-message", Message: []byte(`{"type":"cancel"}`)}
	q.Timeouts.Stall = 300 * time.Millisecond // no other limit counts then
	r := open(t, q, transport.Key{})
	if lasted := (r.End - r.Cancel.At).Ms(); r.Outcome != outcome.Cancelled || lasted < 900 || lasted > 5000 || r.Cancel.At.Ms() < 20 {
		t.Fatalf("%s, left after %v ms, %+v", r.Outcome, lasted, r.Cancel)
	}
}

func TestAClientOfHTTPVanishesToo(t *testing.T) {
	t.Cleanup(stamp.CloseAbandoned)
	saw := make(chan error, 1)
	url := rawServer(t, func(conn *net.TCPConn, _ *http.Request) {
		_, _ = io.WriteString(conn, chunkedHead+chunk(token("a")))
		_ = conn.SetReadDeadline(time.Now().Add(300 * time.Millisecond))
		_, err := conn.Read(make([]byte, 1))
		saw <- err
	})
	q := request(t, url, "plain")
	q.Cancel = &stream.Cancel{AfterTokens: 1, How: "vanish"}
	r := open(t, q, transport.Key{})
	if err := <-saw; r.Outcome != outcome.Cancelled || !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Fatalf("%s, the server saw %v", r.Outcome, err)
	}
}
