package ndjson

import (
	"encoding/hex"
	"encoding/json"
	"os"
	"reflect"
	"testing"
)

type corpusCase struct {
	Name  string   `json:"name"`
	Text  *string  `json:"text"`
	Hex   string   `json:"hex"`
	Lines []string `json:"lines"`
}

func (c corpusCase) bytes(t testing.TB) []byte {
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

func corpus(t testing.TB) []corpusCase {
	t.Helper()
	text, err := os.ReadFile("../../../conformance/wire/ndjson.json")
	if err != nil {
		t.Fatal(err)
	}
	var cases []corpusCase
	if err := json.Unmarshal(text, &cases); err != nil {
		t.Fatal(err)
	}
	return cases
}

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

func TestTheCorpusHasAtLeast15Cases(t *testing.T) {
	if n := len(corpus(t)); n < 15 {
		t.Fatalf("%d cases", n)
	}
}

func TestEachCaseOfTheCorpusWholeByteByByteAndSplitAnywhere(t *testing.T) {
	for _, c := range corpus(t) {
		t.Run(c.Name, func(t *testing.T) {
			raw := c.bytes(t)
			check := func(how string, pieces ...[]byte) {
				t.Helper()
				if got := parse(t, pieces...); !reflect.DeepEqual(got, c.Lines) {
					t.Fatalf("%s: got %q, want %q", how, got, c.Lines)
				}
			}
			check("whole", raw)
			single := make([][]byte, len(raw))
			for i := range raw {
				single[i] = raw[i : i+1]
				check("split", raw[:i], raw[i:])
			}
			check("byte by byte", single...)
		})
	}
}

func FuzzAnySplitGivesTheSameLines(f *testing.F) {
	for _, c := range corpus(f) {
		f.Add(c.bytes(f), uint16(2), uint16(3))
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
