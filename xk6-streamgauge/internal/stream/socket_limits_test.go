package stream_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"testing"
	"time"

	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/outcome"
	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/record"
	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/stream"
)

// heard is what a server got from the client, and when; op 0 is the end of the connection.
type heard struct {
	at   time.Duration
	op   byte
	text string
}

func (h heard) String() string { return fmt.Sprintf("at %v frame %d %q", h.at, h.op, h.text) }

// listens notes all that a client says, to its end.
func listens(frames *bufio.Reader, began time.Time, notes *[]heard) {
	for {
		op, text, err := readFrame(frames)
		*notes = append(*notes, heard{time.Since(began), op, text})
		if err != nil {
			return
		}
	}
}

const (
	normalClosure = "\x03\xe8" // 1000
	goingAway     = "\x03\xe9" // 1001
	second        = time.Second
)

func TestTheLimitsOfASocketAndHowItIsLeft(t *testing.T) {
	for _, c := range []struct {
		name     string
		serve    func(net.Conn)
		outcome  outcome.Outcome
		end      record.Micros
		tailOpen bool
		heard    []heard
	}{
		{"silence after content", func(conn net.Conn) { after(conn, second, says("a")) },
			outcome.TimeoutStall, 16_000 * ms, false, []heard{{16 * second, opClose, goingAway}, {16 * second, 0, ""}}},
		{"no content at all", func(net.Conn) {},
			outcome.TimeoutFirst, 30_000 * ms, false, []heard{{30 * second, opClose, goingAway}, {30 * second, 0, ""}}},
		{"pings are no content", func(conn net.Conn) { after(conn, second, says("a"), frame(opPing, "there?")) },
			outcome.TimeoutStall, 16_000 * ms, false, []heard{{2 * second, opPong, "there?"}, {16 * second, opClose, goingAway}, {16 * second, 0, ""}}},
		{"left open after the end", func(conn net.Conn) { after(conn, second, says("a"), saysDone) },
			outcome.Complete, 2_000 * ms, true, []heard{{3 * second, opClose, normalClosure}, {3 * second, 0, ""}}},
		{"closed 900 ms after the end", func(conn net.Conn) {
			after(conn, second, says("a"), saysDone)
			after(conn, 900*time.Millisecond, closing(1000))
		}, outcome.Complete, 2_900 * ms, false, []heard{{2900 * time.Millisecond, opClose, normalClosure}, {2900 * time.Millisecond, 0, ""}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var notes []heard
			clocked{open: overWebSocket("ws"), serve: asked(func(conn net.Conn, frames *bufio.Reader) {
				began, ended := time.Now(), make(chan struct{})
				go func() { defer close(ended); listens(frames, began, &notes) }()
				c.serve(conn)
				<-ended
			})}.run(t, func(t *testing.T, r *record.Record) {
				if r.Outcome != c.outcome || r.End != c.end || r.TailOpen != c.tailOpen {
					t.Errorf("%s at %v ms, tail open %v, %+v", r.Outcome, r.End.Ms(), r.TailOpen, r.Error)
				}
				same(t, notes, c.heard)
			})
		})
	}
}

func same(t *testing.T, got, want []heard) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("the server heard %v, not %v", got, want)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("the server heard %v, not %v", got[i], want[i])
		}
	}
}

func TestAServerThatIsAskedToStopHasASecondForIt(t *testing.T) {
	const asking = `{"type":"cancel"}`
	for _, c := range []struct {
		name, how string
		answer    func(net.Conn)
		end       record.Micros
		tokens    int64
		heard     []heard
	}{
		{"a message that is ignored", "ws-message", func(net.Conn) {}, 3_000 * ms, 1,
			[]heard{{2 * second, opText, asking}, {3 * second, 0, ""}}},
		{"a message that is ignored for more tokens", "ws-message", func(conn net.Conn) { after(conn, 300*time.Millisecond, says("b"), says("c")) },
			3_000 * ms, 3, []heard{{2 * second, opText, asking}, {3 * second, 0, ""}}},
		{"a message that ends the stream 400 ms later", "ws-message",
			func(conn net.Conn) { after(conn, 400*time.Millisecond, saysDone+closing(1000)) }, 2_400 * ms, 1,
			[]heard{{2 * second, opText, asking}, {2400 * time.Millisecond, opClose, normalClosure}, {2400 * time.Millisecond, 0, ""}}},
		{"a close frame that is ignored", "ws-close", func(net.Conn) {}, 3_000 * ms, 1,
			[]heard{{2 * second, opClose, normalClosure}, {3 * second, 0, ""}}},
		{"a close frame that is answered 400 ms later", "ws-close",
			func(conn net.Conn) { after(conn, 400*time.Millisecond, says("late")+closing(1000)) }, 2_400 * ms, 2,
			[]heard{{2 * second, opClose, normalClosure}, {2400 * time.Millisecond, 0, ""}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var notes []heard
			open := func(t testing.TB) *stream.Request {
				q := overWebSocket("ws")(t)
				q.Timeouts.Stall = 1500 * time.Millisecond // no other limit counts once the server was asked
				q.Cancel = &stream.Cancel{After: 2 * time.Second, How: c.how, Message: []byte(asking)}
				return q
			}
			clocked{open: open, serve: asked(func(conn net.Conn, frames *bufio.Reader) {
				began, ended := time.Now(), make(chan struct{})
				go func() { defer close(ended); listens(frames, began, &notes) }()
				after(conn, second, says("a"))
				after(conn, second, "")
				c.answer(conn)
				<-ended
			})}.run(t, func(t *testing.T, r *record.Record) {
				if r.Outcome != outcome.Cancelled || r.Cancel.At != 2_000*ms || r.Cancel.How != c.how || r.End != c.end || r.Tokens != c.tokens {
					t.Errorf("%s, %+v, end %v ms, %d tokens", r.Outcome, r.Cancel, r.End.Ms(), r.Tokens)
				}
				same(t, notes, c.heard)
			})
		})
	}
}

// A server that no longer reads cannot be told farewell: the connection ends without after a tenth of a second.
func TestAFarewellThatNobodyTakesIsGivenUp(t *testing.T) {
	ended := time.Duration(0)
	clocked{open: overWebSocket("ws"), serve: asked(func(conn net.Conn, _ *bufio.Reader) {
		began := time.Now()
		after(conn, second, says("a"), saysDone)
		time.Sleep(1050 * time.Millisecond) // in the midst of the farewell: a pipe's write waits for its reader, as a full socket's does
		for err := error(nil); err == nil; _, err = conn.Write(nil) {
			time.Sleep(10 * time.Millisecond)
		}
		ended = time.Since(began)
	})}.run(t, func(t *testing.T, r *record.Record) {
		if r.Outcome != outcome.Complete || !r.TailOpen || r.End != 2_000*ms {
			t.Errorf("%s at %v ms, tail open %v", r.Outcome, r.End.Ms(), r.TailOpen)
		}
	})
	if ended < 3100*time.Millisecond || ended > 3110*time.Millisecond {
		t.Errorf("left after %v", ended)
	}
}

func TestASlowReaderOfASocketTakesItsMessagesSlowly(t *testing.T) {
	open := func(t testing.TB) *stream.Request {
		q := overWebSocket("ws")(t)
		q.Read = stream.Read{BytesPerSecond: 1000}
		return q
	}
	payload := int64(len(says("a")) - 2)
	clocked{open: open, serve: asked(func(conn net.Conn, frames *bufio.Reader) {
		go func() { _, _ = io.WriteString(conn, repeat(100, says("a"))+saysDone+closing(1000)) }()
		_, _ = io.Copy(io.Discard, frames)
	})}.run(t, func(t *testing.T, r *record.Record) {
		// Pacing begins after the first message; up to 256 bytes are read ahead, and stamped when they were read.
		want := record.Micros(98 * payload * 1000)
		if r.Outcome != outcome.Complete || r.Reader == nil || !r.Reader.Withheld.Known || r.Tokens != 100 {
			t.Fatalf("%s, %+v", r.Outcome, r.Error)
		}
		if lasted := r.E2E.Value - r.TTFT.Value; lasted < want-256*ms || lasted > want {
			t.Errorf("%d bytes at 1000 a second took %v ms", 98*payload, lasted.Ms())
		}
	})
}
