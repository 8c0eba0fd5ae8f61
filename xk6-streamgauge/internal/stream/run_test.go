package stream

import (
	"crypto/sha256"
	"encoding/hex"
	"net"
	"slices"
	"testing"
	"time"

	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/outcome"
	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/record"
)

const ms = record.Micros(1000)

func known(m record.Micros) record.Maybe[record.Micros] { return record.Known(m) }

func TestTimesOfAWholeStreamAreExact(t *testing.T) {
	overPipe(t, func(q *Request) { q.ScheduledNs -= int64(5 * time.Millisecond) }, func(conn net.Conn) {
		say(conn, 100*time.Millisecond, okHead)
		say(conn, 100*time.Millisecond, chunk(": hello\n\n"), chunk(token("a")))
		say(conn, 20*time.Millisecond, chunk(token("b")), chunk(token("c")))
		say(conn, 30*time.Millisecond, chunk(token("d")), chunk(done), lastPart)
	}, func(r *record.Record) {
		if r.Outcome != outcome.Complete || r.Error != nil {
			t.Fatalf("%s %+v", r.Outcome, r.Error)
		}
		for _, c := range []struct {
			name      string
			got, want record.Maybe[record.Micros]
		}{
			{"headers", r.Headers, known(100 * ms)},
			{"first byte", r.FirstByte, known(200 * ms)},
			{"first event", r.FirstEvent, known(300 * ms)},
			{"ttft", r.TTFT, known(305 * ms)},
			{"ttfa", r.TTFA, known(305 * ms)},
			{"e2e", r.E2E, known(375 * ms)},
			{"end", known(r.End), known(435 * ms)},
			{"tail", r.Tail(), known(60 * ms)},
			{"start delay", known(r.StartDelay()), known(5 * ms)},
			{"tpot", r.TPOT(), known(23_333)},
		} {
			if c.got != c.want {
				t.Errorf("%s: got %+v, want %+v", c.name, c.got, c.want)
			}
		}
		if want := []record.Micros{20 * ms, 20 * ms, 30 * ms}; !slices.Equal(r.Gaps, want) {
			t.Errorf("gaps: %v", r.Gaps)
		}
		sum := sha256.Sum256([]byte("abcd"))
		if r.TextSHA256 != hex.EncodeToString(sum[:]) || r.TextBytes != 4 {
			t.Errorf("text: %s, %d bytes", r.TextSHA256, r.TextBytes)
		}
		if r.Events != 5 || r.ContentEvents != 4 || r.Tokens != 4 || r.TokenSource != "events" || r.Reads != 6 {
			t.Errorf("counts: %+v", r)
		}
		if r.Stamp != "read" || len(r.Lag) != 0 || r.CoalescedEvents != 0 || r.Protocol != "HTTP/1.1" {
			t.Errorf("instrument: %s %v %d %s", r.Stamp, r.Lag, r.CoalescedEvents, r.Protocol)
		}
	})
}

func TestEventsOfOneReadAreCoalesced(t *testing.T) {
	overPipe(t, nil, func(conn net.Conn) {
		say(conn, 10*time.Millisecond, okHead+chunk(token("a")+token("b")+token("c")))
		say(conn, 10*time.Millisecond, chunk(token("d")), chunk(done)+lastPart)
	}, func(r *record.Record) {
		if r.CoalescedEvents != 2 || !slices.Equal(r.Gaps, []record.Micros{0, 0, 10 * ms}) {
			t.Fatalf("coalesced %d, gaps %v", r.CoalescedEvents, r.Gaps)
		}
	})
}

func TestTimeLimits(t *testing.T) {
	type expectation struct {
		outcome outcome.Outcome
		end     record.Micros
		code    string
	}
	for _, c := range []struct {
		name   string
		change func(*Request)
		serve  func(net.Conn)
		want   expectation
	}{
		{"no answer within the first limit", nil, until,
			expectation{outcome.TimeoutFirst, 30_000 * ms, "timeout-first"}},
		{"headers only", nil, func(c net.Conn) { say(c, 0, okHead); until(c) },
			expectation{outcome.TimeoutFirst, 30_000 * ms, "timeout-first"}},
		{"pings only", nil, func(c net.Conn) {
			say(c, 0, okHead)
			for range 100 {
				say(c, time.Second, chunk(": ping\n\n"), chunk("data: {\"type\":\"ping\"}\n\n"))
			}
		}, expectation{outcome.TimeoutFirst, 30_000 * ms, "timeout-first"}},
		{"silence after content", nil, func(c net.Conn) {
			say(c, time.Second, okHead, chunk(token("a")))
			until(c)
		}, expectation{outcome.TimeoutStall, 17_000 * ms, "timeout-stall"}},
		{"pings after content are silence", nil, func(c net.Conn) {
			say(c, time.Second, okHead, chunk(token("a")))
			for range 100 {
				say(c, time.Second, chunk(": ping\n\n"))
			}
		}, expectation{outcome.TimeoutStall, 17_000 * ms, "timeout-stall"}},
		{"content moves the stall limit on", nil, func(c net.Conn) {
			say(c, time.Second, okHead)
			say(c, 14*time.Second, chunk(token("a")), chunk(token("b")), chunk(token("c")))
			until(c)
		}, expectation{outcome.TimeoutStall, (1000 + 42_000 + 15_000) * ms, "timeout-stall"}},
		{"not over within the total limit", func(q *Request) { q.Timeouts.Total = 10 * time.Second }, func(c net.Conn) {
			say(c, 0, okHead)
			for range 100 {
				say(c, 300*time.Millisecond, chunk(token("a")))
			}
		}, expectation{outcome.TimeoutTotal, 10_000 * ms, "timeout-total"}},
		{"the total limit comes first", func(q *Request) { q.Timeouts.Total = 5 * time.Second }, until,
			expectation{outcome.TimeoutTotal, 5_000 * ms, "timeout-total"}},
		{"an error status whose body hangs is an error status", nil, func(c net.Conn) {
			say(c, time.Second, "HTTP/1.1 500 Oops\r\nContent-Length: 10\r\n\r\n")
			until(c)
		}, expectation{outcome.ErrorStatus, 30_000 * ms, "status-500"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			overPipe(t, c.change, c.serve, func(r *record.Record) {
				if r.Outcome != c.want.outcome || r.End != c.want.end || r.Error == nil || r.Error.Code != c.want.code {
					t.Fatalf("%s at %v ms, %+v", r.Outcome, r.End.Ms(), r.Error)
				}
			})
		})
	}
}

func TestSilenceAfterTheFinishReasonIsAStall(t *testing.T) {
	overPipe(t, func(q *Request) { q.Table = table(t, "openai-chat") }, func(c net.Conn) {
		say(c, time.Second, okHead, chunk("data: {\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\n\n"),
			chunk("data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n"))
		until(c)
	}, func(r *record.Record) {
		if r.Outcome != outcome.TimeoutStall || r.End != 18_000*ms || r.FinishReason != "stop" {
			t.Fatalf("%s at %v ms, finish %q", r.Outcome, r.End.Ms(), r.FinishReason)
		}
	})
}

func TestAConnectionLeftOpenAfterTheTerminatorIsClosed(t *testing.T) {
	closed := time.Duration(0)
	overPipe(t, nil, func(c net.Conn) {
		say(c, time.Second, okHead, chunk(token("a")), chunk(done))
		began := time.Now()
		until(c)
		closed = time.Since(began)
	}, func(r *record.Record) {
		if r.Outcome != outcome.Complete || !r.TailOpen || r.End != 3_000*ms || r.Error != nil {
			t.Fatalf("%s, tail open %v, end %v ms, %+v", r.Outcome, r.TailOpen, r.End.Ms(), r.Error)
		}
	})
	if closed != time.Second {
		t.Fatalf("closed after %v", closed)
	}
}

func TestCancellation(t *testing.T) {
	stream := func(c net.Conn) {
		say(c, 100*time.Millisecond, okHead)
		for range 100 {
			say(c, 100*time.Millisecond, chunk(token("a")))
		}
	}
	for _, c := range []struct {
		name   string
		cancel Cancel
		serve  func(net.Conn)
		at     record.Micros
		phase  string
		tokens int64
	}{
		{"by time, before the headers", Cancel{After: 50 * time.Millisecond}, stream, 50 * ms, "headers", 0},
		{"by time, before the first token", Cancel{After: 150 * time.Millisecond}, stream, 150 * ms, "first-token", 0},
		{"by time, among the tokens", Cancel{After: 450 * time.Millisecond}, stream, 450 * ms, "tokens", 3},
		{"by count", Cancel{AfterTokens: 2}, stream, 300 * ms, "tokens", 2},
		{"by count, within one read", Cancel{AfterTokens: 2}, func(c net.Conn) {
			say(c, 100*time.Millisecond, okHead, chunk(token("a")+token("b")+token("c")+done)+lastPart)
		}, 200 * ms, "tokens", 2},
		{"before the first token", Cancel{BeforeFirstToken: true}, stream, 100 * ms, "first-token", 0},
		{"before the first token, which came with the headers", Cancel{BeforeFirstToken: true}, func(c net.Conn) {
			say(c, 100*time.Millisecond, okHead+chunk(token("a")+done)+lastPart)
		}, 100 * ms, "first-token", 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			overPipe(t, func(q *Request) { q.Cancel = &c.cancel; q.Cancel.How = "fin" }, c.serve, func(r *record.Record) {
				if r.Outcome != outcome.Cancelled || r.Cancel == nil || r.Error != nil {
					t.Fatalf("%s, %+v, %+v", r.Outcome, r.Cancel, r.Error)
				}
				if r.Cancel.At != c.at || r.Cancel.Phase != c.phase || r.Tokens != c.tokens || r.End != c.at {
					t.Fatalf("%+v, %d tokens, end %v ms", r.Cancel, r.Tokens, r.End.Ms())
				}
			})
		})
	}
}

func TestACancellationThatCameTooLateChangesNothing(t *testing.T) {
	overPipe(t, func(q *Request) { q.Cancel = &Cancel{AfterTokens: 5, After: time.Hour, How: "fin"} }, func(c net.Conn) {
		say(c, time.Millisecond, okHead, chunk(token("a")), chunk(done)+lastPart)
	}, func(r *record.Record) {
		if r.Outcome != outcome.Complete || r.Cancel != nil {
			t.Fatalf("%s, %+v", r.Outcome, r.Cancel)
		}
	})
}

func TestAPausedReaderIsNoStall(t *testing.T) {
	overPipe(t, func(q *Request) {
		q.Read = Read{PauseAfterBytes: 1, Pause: time.Minute}
	}, func(c net.Conn) {
		say(c, time.Second, okHead, chunk(token("a")), chunk(token("b")), chunk(done)+lastPart)
	}, func(r *record.Record) {
		if r.Outcome != outcome.Complete || r.E2E != known(62_000*ms) || r.Reader == nil {
			t.Fatalf("%s, %+v", r.Outcome, r.E2E)
		}
	})
}

func TestASlowReaderTakesItsBytesSlowlyButTheFirstAtOnce(t *testing.T) {
	overPipe(t, func(q *Request) { q.Read = Read{BytesPerSecond: 1000} }, func(c net.Conn) {
		say(c, time.Second, okHead)
		body := ""
		for range 100 {
			body += token("aaaaaaaaaaaa") // 31 bytes
		}
		say(c, time.Second, chunk(body), chunk(done), lastPart)
	}, func(r *record.Record) {
		if r.Outcome != outcome.Complete || r.TTFT != known(2_000*ms) {
			t.Fatalf("%s, %+v, %+v", r.Outcome, r.TTFT, r.Error)
		}
		if lasted := r.E2E.Value - r.TTFT.Value; lasted < 2_900*ms || lasted > 3_300*ms {
			t.Fatalf("3100 bytes at 1000/s took %v ms", lasted.Ms())
		}
	})
}

func TestWhatComesBeforeTheFirstEventIsReadAtOnce(t *testing.T) {
	overPipe(t, func(q *Request) { q.Read = Read{BytesPerSecond: 100} }, func(c net.Conn) {
		comment := ": " + string(make([]byte, 1000)) + "\n\n"
		say(c, time.Second, okHead, chunk(comment), chunk(token("a")), chunk(done)+lastPart)
	}, func(r *record.Record) {
		if r.TTFT != known(3_000*ms) {
			t.Fatalf("a slow reader delayed the first token itself: %v", r.TTFT)
		}
	})
}
