package stream

import (
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/dialect"
	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/outcome"
	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/record"
)

func TestBareTextIsHeardByReads(t *testing.T) {
	head := strings.Replace(okHead, "text/event-stream", "text/plain", 1)
	overPipe(t, func(q *Request) { q.Table = table(t, "chunked") }, func(conn net.Conn) {
		say(conn, 100*time.Millisecond, head, chunk("one "))
		say(conn, 20*time.Millisecond, chunk("two ")+chunk("three "), chunk("four"), lastPart)
	}, func(r *record.Record) {
		if r.Outcome != outcome.Complete || r.TTFT != known(200*ms) || r.E2E != known(240*ms) || r.End != 260*ms {
			t.Fatalf("%s, %v, %v, %v", r.Outcome, r.TTFT, r.E2E, r.End)
		}
		if r.Events != 3 || r.ContentEvents != 3 || !slices.Equal(r.Gaps, []record.Micros{20 * ms, 20 * ms}) {
			t.Fatalf("%d events, gaps %v", r.Events, r.Gaps)
		}
		if r.TextBytes != 18 || r.Tokens != 5 || r.TokenSource != "bytes" {
			t.Fatalf("%d bytes, %d tokens by %s", r.TextBytes, r.Tokens, r.TokenSource)
		}
	})
}

func TestBareTextIsCancelledByReads(t *testing.T) {
	head := strings.Replace(okHead, "text/event-stream", "text/plain", 1)
	overPipe(t, func(q *Request) {
		q.Table, q.Cancel = table(t, "chunked"), &Cancel{AfterTokens: 2, How: "fin"}
	}, func(conn net.Conn) {
		say(conn, 100*time.Millisecond, head, chunk("one "), chunk("two "), chunk("three "))
	}, func(r *record.Record) {
		if r.Outcome != outcome.Cancelled || r.TextBytes != 8 || r.End != 300*ms {
			t.Fatalf("%s, %d bytes, end %v ms", r.Outcome, r.TextBytes, r.End.Ms())
		}
	})
}

func TestReasoningThatIsCountedApartIsAdded(t *testing.T) {
	overPipe(t, func(q *Request) {
		own, err := dialect.Parse([]byte(`{"name":"own","transport":"sse","framing":"sse","response":{"contentTypes":["text/event-stream"]},
			"decode":{"content":["token"],"usage":{"outputTokens":"out","reasoningTokens":"thought","reasoningApart":true},
			"terminator":{"kind":"data","equals":"[DONE]"}}}`))
		if err != nil {
			t.Fatal(err)
		}
		q.Table = own
	}, func(conn net.Conn) {
		say(conn, 0, okHead, chunk(token("a")), chunk("data: {\"out\":5,\"thought\":3}\n\n"), chunk(done), lastPart)
	}, func(r *record.Record) {
		if r.Tokens != 8 || r.TokenSource != "usage" || r.ReasoningTokens.Value != 3 {
			t.Fatalf("%d tokens by %s, %+v", r.Tokens, r.TokenSource, r.ReasoningTokens)
		}
	})
}
