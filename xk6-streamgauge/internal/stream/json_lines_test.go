package stream_test

import (
	"testing"

	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/dialect"
	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/outcome"
	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/transport"
)

// lines is a dialect of JSON lines whose media type is that of a document.
func lines(t *testing.T) *dialect.Table {
	t.Helper()
	table, err := dialect.Parse([]byte(`{"name":"lines","transport":"ndjson","framing":"ndjson",
		"response":{"contentTypes":["application/x-ndjson","application/json"]},
		"decode":{"content":["text"],"finish":"reason","finishLength":["length"],"error":["error"],"errorMessage":["error"],
			"usage":{"outputTokens":"count"},"terminator":{"kind":"path","path":"done","equals":true}}}`))
	if err != nil {
		t.Fatal(err)
	}
	return table
}

func TestJSONLines(t *testing.T) {
	for _, c := range []struct {
		name, body string
		want       outcome.Outcome
		tokens     int64
	}{
		{"whole", "{\"text\":\"a\"}\n{\"text\":\"b\"}\n{\"done\":true,\"reason\":\"stop\",\"count\":5}\n", outcome.Complete, 5},
		{"a last line without its line feed", "{\"text\":\"a\"}\n{\"done\":true,\"reason\":\"stop\"}", outcome.Complete, 1},
		{"half a last line", "{\"text\":\"a\"}\n{\"done\":true,\"rea", outcome.TruncatedClean, 1},
		{"length", "{\"text\":\"a\"}\n{\"done\":true,\"reason\":\"length\"}\n", outcome.LengthLimited, 1},
		{"an error line", "{\"text\":\"a\"}\n{\"error\":\"no memory\"}\n", outcome.ErrorInBand, 1},
		{"a malformed line", "{\"text\":\n{\"text\":\"a\"}\n{\"done\":true,\"reason\":\"stop\"}\n", outcome.Corrupt, 1},
		{"a page of HTML", "<html>\n", outcome.Corrupt, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			q := request(t, rawServer(t, writes(head("200 OK", "Content-Type: application/json\r\nConnection: close\r\n")+c.body)), "plain")
			q.Table = lines(t)
			if r := open(t, q, transport.Key{}); r.Outcome != c.want || r.Tokens != c.tokens {
				t.Fatalf("%s, %d tokens, %+v", r.Outcome, r.Tokens, r.Error)
			}
		})
	}
}
