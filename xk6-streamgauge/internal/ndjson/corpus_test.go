package ndjson

import (
	"encoding/json"
	"testing"

	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/corpus"
)

// parse pushes the pieces into a fresh parser, ends the stream, and gathers the lines.
func parse(t testing.TB, pieces ...[]byte) []string {
	t.Helper()
	lines := []string{}
	p := Parser{LimitBytes: 1 << 20, Handle: func(line []byte) bool { lines = append(lines, string(line)); return true }}
	for _, piece := range pieces {
		if err := p.Push(piece); err != nil {
			t.Fatal(err)
		}
	}
	p.Close(json.Valid)
	return lines
}

func TestEachCaseOfTheCorpusWholeByteByByteAndSplitAnywhere(t *testing.T) {
	corpus.Replay(t, "ndjson.json", "lines", 15, parse)
}

func FuzzAnySplitGivesTheSameLines(f *testing.F) { corpus.Fuzz(f, "ndjson.json", "lines", parse) }
