package ndjson

import (
	"encoding/json"
	"errors"
	"reflect"
	"testing"
)

func gather(t *testing.T, pieces ...string) []string {
	t.Helper()
	lines := []string{}
	p := Parser{LimitBytes: 100, Handle: func(line []byte) bool { lines = append(lines, string(line)); return true }}
	for _, piece := range pieces {
		if err := p.Push([]byte(piece)); err != nil {
			t.Fatal(err)
		}
	}
	p.Close(func(line []byte) bool { return json.Valid(line) })
	return lines
}

func TestLinesAreWholeHoweverTheyAreSplit(t *testing.T) {
	for _, c := range []struct {
		name, input string
		want        []string
	}{
		{"LF", "{\"a\":1}\n{\"b\":2}\n", []string{`{"a":1}`, `{"b":2}`}},
		{"CRLF", "{\"a\":1}\r\n{\"b\":2}\r\n", []string{`{"a":1}`, `{"b":2}`}},
		{"blank lines are nothing", "\n\r\n{\"a\":1}\n\n", []string{`{"a":1}`}},
		{"white space around a text", "  {\"a\":1}  \n", []string{`{"a":1}`}},
		{"a whole last line without its line feed", "{\"a\":1}\n{\"b\":2}", []string{`{"a":1}`, `{"b":2}`}},
		{"half a last line is dropped", "{\"a\":1}\n{\"b\":", []string{`{"a":1}`}},
		{"a line that is no JSON is a line", "{\"a\":\n", []string{`{"a":`}},
	} {
		t.Run(c.name, func(t *testing.T) {
			for i := range c.input {
				if got := gather(t, c.input[:i], c.input[i:]); !reflect.DeepEqual(got, c.want) {
					t.Fatalf("split at %d: got %q, want %q", i, got, c.want)
				}
			}
		})
	}
}

func TestALineBeyondTheLimitEndsTheStream(t *testing.T) {
	p := Parser{LimitBytes: 4, Handle: func([]byte) bool { return true }}
	if err := p.Push([]byte("12345")); !errors.Is(err, ErrTooLong) {
		t.Fatalf("got %v", err)
	}
}
