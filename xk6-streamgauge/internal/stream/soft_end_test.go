package stream_test

import (
	"bufio"
	"errors"
	"io"
	"net"
	"strings"
	"testing"

	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/outcome"
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
	} {
		t.Run(c.how, func(t *testing.T) {
			saw := make(chan sighting, 1)
			url := socketServer(t, func(conn *net.TCPConn, frames *bufio.Reader, _ string) {
				_, _ = io.WriteString(conn, says("a"))
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
