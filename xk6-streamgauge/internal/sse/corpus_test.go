package sse

import (
	"encoding/hex"
	"encoding/json"
	"os"
	"reflect"
	"testing"
)

type corpusEvent struct {
	Event string `json:"event"`
	Data  string `json:"data"`
	ID    string `json:"id"`
}

type corpusCase struct {
	Name   string        `json:"name"`
	Text   *string       `json:"text"`
	Hex    string        `json:"hex"`
	Events []corpusEvent `json:"events"`
}

func (c corpusCase) bytes(t *testing.T) []byte {
	t.Helper()
	if c.Text != nil {
		return []byte(*c.Text)
	}
	raw, err := hex.DecodeString(c.Hex)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func corpus(t *testing.T) []corpusCase {
	t.Helper()
	text, err := os.ReadFile("../../../conformance/wire/sse.json")
	if err != nil {
		t.Fatal(err)
	}
	var cases []corpusCase
	if err := json.Unmarshal(text, &cases); err != nil {
		t.Fatal(err)
	}
	return cases
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

func TestTheCorpusHasAtLeast40Cases(t *testing.T) {
	if n := len(corpus(t)); n < 40 {
		t.Fatalf("%d cases", n)
	}
}

func TestEachCaseOfTheCorpusWholeByteByByteAndSplitAnywhere(t *testing.T) {
	for _, c := range corpus(t) {
		t.Run(c.Name, func(t *testing.T) {
			raw := c.bytes(t)
			check := func(how string, pieces ...[]byte) {
				t.Helper()
				if got := parse(t, pieces...); !reflect.DeepEqual(got, c.Events) {
					t.Fatalf("%s: got %q, want %q", how, got, c.Events)
				}
			}
			check("whole", raw)
			single := make([][]byte, len(raw))
			for i := range raw {
				single[i] = raw[i : i+1]
			}
			check("byte by byte", single...)
			for i := range raw {
				check("split", raw[:i], raw[i:])
			}
		})
	}
}

func FuzzAnySplitGivesTheSameEvents(f *testing.F) {
	text, err := os.ReadFile("../../../conformance/wire/sse.json")
	if err != nil {
		f.Fatal(err)
	}
	var cases []corpusCase
	if err := json.Unmarshal(text, &cases); err != nil {
		f.Fatal(err)
	}
	for _, c := range cases {
		if c.Text != nil {
			f.Add([]byte(*c.Text), uint16(len(*c.Text)/2), uint16(3))
		}
	}
	f.Fuzz(func(t *testing.T, raw []byte, at, then uint16) {
		whole := parse(t, raw)
		i := min(int(at), len(raw))
		j := min(i+int(then), len(raw))
		if got := parse(t, raw[:i], raw[i:j], raw[j:]); !reflect.DeepEqual(got, whole) {
			t.Fatalf("split at %d and %d: got %q, whole %q", i, j, got, whole)
		}
	})
}
