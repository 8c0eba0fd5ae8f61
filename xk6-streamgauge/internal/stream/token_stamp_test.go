package stream

import (
	"fmt"
	"net"
	"testing"
	"time"

	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/dialect"
	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/integrity"
	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/monotonic"
	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/outcome"
	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/record"
)

const unstamped = -7

// stampedToken is a token that left so many milliseconds ago.
func stampedToken(index int, agoMs float64) string {
	at := float64(monotonic.Now())/1e6 - agoMs
	return chunk(fmt.Sprintf("data: {\"token\":\"a\",\"mock\":{\"i\":%d,\"t\":%.3f}}\n\n", index, at))
}

func TestTokensOutOfPlaceAreCorruptAndReadingGoesOn(t *testing.T) {
	for _, c := range []struct {
		name    string
		indexes []int
		end     string
		want    integrity.Counts
		outcome outcome.Outcome
		code    string
	}{
		{"in order", []int{0, 1, 2}, done, integrity.Counts{}, outcome.Complete, ""},
		{"twice", []int{0, 1, 1, 2}, done, integrity.Counts{Duplicate: 1}, outcome.Corrupt, "duplicate-token"},
		{"left out", []int{0, 2}, done, integrity.Counts{Missing: 1}, outcome.Corrupt, "skipped-token"},
		{"swapped", []int{1, 0, 2}, done, integrity.Counts{Reordered: 1}, outcome.Corrupt, "skipped-token"},
		{"of another answer", []int{0, 1_000_001, 1}, done, integrity.Counts{Foreign: 1}, outcome.Corrupt, "foreign-token"},
		{"without a stamp among others", []int{0, unstamped, 1}, done, integrity.Counts{Foreign: 1}, outcome.Corrupt, "foreign-token"},
		{"a missing tail is truncation", []int{0, 1}, "", integrity.Counts{}, outcome.TruncatedClean, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			overPipe(t, func(q *Request) { q.StampPath = dialect.NewStampPath("mock") }, func(conn net.Conn) {
				say(conn, 0, okHead)
				for _, index := range c.indexes {
					if index == unstamped {
						say(conn, time.Millisecond, chunk(token("a")))
						continue
					}
					say(conn, time.Millisecond, stampedToken(index, 0))
				}
				if c.end != "" {
					say(conn, 0, chunk(c.end))
				}
				say(conn, 0, lastPart)
			}, func(r *record.Record) {
				code := ""
				if r.Error != nil {
					code = r.Error.Code
				}
				if r.Outcome != c.outcome || code != c.code || r.Integrity != record.Known(c.want) || r.Tokens != int64(len(c.indexes)) {
					t.Fatalf("%s %q, %+v, %d tokens", r.Outcome, code, r.Integrity, r.Tokens)
				}
			})
		})
	}
}

func TestTransitIsArrivalMinusEmission(t *testing.T) {
	overPipe(t, func(q *Request) { q.StampPath = dialect.NewStampPath("mock") }, func(conn net.Conn) {
		say(conn, 0, okHead)
		for i, ago := range []float64{3, 1, 2} {
			time.Sleep(time.Millisecond)
			say(conn, 0, stampedToken(i, ago))
		}
		say(conn, 0, chunk(done), lastPart)
	}, func(r *record.Record) {
		if len(r.Transit) != 3 {
			t.Fatalf("%v", r.Transit)
		}
		for i, want := range []record.Micros{1000, 2000, 3000} {
			if got := r.Transit[i]; got < want-2 || got > want+2 {
				t.Errorf("transit %d: %v µs", i, got)
			}
		}
	})
}

func TestStampsOfAnotherHostTellNoTransit(t *testing.T) {
	overPipe(t, func(q *Request) { q.StampPath = dialect.NewStampPath("mock") }, func(conn net.Conn) {
		say(conn, 0, okHead, stampedToken(0, 1e9), chunk(done), lastPart)
	}, func(r *record.Record) {
		if len(r.Transit) != 0 || !r.Integrity.Known {
			t.Fatalf("%v, %+v", r.Transit, r.Integrity)
		}
	})
}

func TestStreamsWithoutStampsSayNothingOfIntegrity(t *testing.T) {
	overPipe(t, func(q *Request) { q.StampPath = dialect.NewStampPath("mock") }, func(conn net.Conn) {
		say(conn, 0, okHead, chunk(token("a")), chunk(done), lastPart)
	}, func(r *record.Record) {
		if r.Integrity.Known || len(r.Transit) != 0 || r.Outcome != outcome.Complete {
			t.Fatalf("%+v, %s", r.Integrity, r.Outcome)
		}
	})
}
