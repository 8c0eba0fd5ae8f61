package sse

import (
	"testing"

	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/corpus"
)

type corpusEvent struct {
	Event string `json:"event"`
	Data  string `json:"data"`
	ID    string `json:"id"`
}

// parse pushes the pieces into a fresh parser and gathers the events.
func parse(t testing.TB, pieces ...[]byte) []corpusEvent {
	t.Helper()
	events := []corpusEvent{}
	p := Parser{LimitBytes: 1 << 20, Handle: func(e Event) bool {
		name := string(e.Name)
		if name == "" {
			name = "message"
		}
		events = append(events, corpusEvent{name, string(e.Data), string(e.ID)})
		return true
	}}
	for _, piece := range pieces {
		if err := p.Push(piece); err != nil {
			t.Fatal(err)
		}
	}
	return events
}

func TestEachCaseOfTheCorpusWholeByteByByteAndSplitAnywhere(t *testing.T) {
	corpus.Replay(t, "sse.json", "events", 60, parse)
}

func FuzzAnySplitGivesTheSameEvents(f *testing.F) { corpus.Fuzz(f, "sse.json", "events", parse) }
