package stream_test

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/outcome"
	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/record"
	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/stream"
)

// row is one behaviour of a server, done by serve, and what the record must say of it.
type row[S any] struct {
	name    string
	dialect string
	serve   S
	want    outcome.Outcome
	code    string // of the record's error; empty = none
	tokens  int64
}

// judge opens a stream for each row and compares its record; the whole is printed as a table. Each line of it begins with a
// bar, by which it is found in the output.
func judge[S any](t *testing.T, title string, rows []row[S], open func(*testing.T, row[S]) record.Record) {
	t.Helper()
	var mu sync.Mutex
	lines, right := make([]string, len(rows)), 0
	t.Cleanup(func() {
		fmt.Printf("| %s\n| %s | %-21s | %-21s | %-24s | tokens\n%s\n| %s: %d of %d as expected\n",
			title, padded("behaviour"), "expected outcome", "outcome", "error code", strings.Join(lines, "\n"), title, right, len(rows))
	})
	for n, b := range rows {
		t.Run(b.name, func(t *testing.T) {
			t.Parallel()
			r := open(t, b)
			code := ""
			if r.Error != nil {
				code = r.Error.Code
			}
			ok := r.Outcome == b.want && code == b.code && r.Tokens == b.tokens
			after := strings.Contains(b.name, "after the terminator")
			ok = ok && (r.Error == nil || (r.Error.Phase == "after-terminator") == after)
			mu.Lock()
			lines[n] = fmt.Sprintf("| %s | %-21s | %-21s | %-24s | %d", padded(b.name), b.want, r.Outcome, code, r.Tokens)
			if ok {
				right++
			}
			mu.Unlock()
			if !ok {
				t.Fatalf("got %s, error %+v, %d tokens; want %s, %q, %d", r.Outcome, r.Error, r.Tokens, b.want, b.code, b.tokens)
			}
		})
	}
}

func padded(name string) string { return fmt.Sprintf("%-52s", name) }

// patient is a request as it is, or with limits that a test can wait for where the behaviour is to pass one.
func patient[S any](q *stream.Request, b row[S]) *stream.Request {
	if strings.HasPrefix(string(b.want), "timeout") || strings.Contains(b.name, "hangs") {
		return hasty(q)
	}
	return q
}

var countedCode = regexp.MustCompile(`^(status|websocket-close)-\d+$`)

func TestEveryCodeStandsInTheReadme(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	codes := slices.Concat(codesOf(behaviours), codesOf(bareTextBehaviours), codesOf(http2Behaviours), codesOf(utteredBehaviours), codesOf(handshakes))
	own := []string{"overloaded", "server_error", "rate_limit_exceeded", "bad-key", "no", ""} // the servers' words
	for _, code := range codes {
		code = countedCode.ReplaceAllString(code, "$1-N")
		if !slices.Contains(own, code) && !strings.Contains(string(readme), "`"+code+"`") {
			t.Errorf("%q does not", code)
		}
	}
}

func codesOf[S any](rows []row[S]) (codes []string) {
	for _, b := range rows {
		codes = append(codes, b.code)
	}
	return codes
}
