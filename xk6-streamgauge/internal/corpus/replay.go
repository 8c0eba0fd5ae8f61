// Package corpus replays the cases of conformance/wire in tests: whole, byte by byte, and split at every position.
package corpus

import (
	"encoding/hex"
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"testing"
)

// Parser takes a stream in pieces, to its end, and gives what it found in it.
type Parser[T any] func(t testing.TB, pieces ...[]byte) []T

// entry is one case of a file: its bytes, and in a field of the file's own what is found in them.
type entry[T any] struct {
	name string
	raw  []byte
	want []T
}

// load reads a file of conformance/wire; field is the name of what is found.
func load[T any](t testing.TB, file, field string) []entry[T] {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "..", "conformance", "wire", file))
	if err != nil {
		t.Fatal(err)
	}
	var list []map[string]json.RawMessage
	if err := json.Unmarshal(text, &list); err != nil {
		t.Fatal(err)
	}
	entries := make([]entry[T], len(list))
	for n, fields := range list {
		var name, plain, digits string
		want := []T{}
		for key, value := range map[string]any{"name": &name, "text": &plain, "hex": &digits, field: &want} {
			if fields[key] == nil {
				continue
			}
			if err := json.Unmarshal(fields[key], value); err != nil {
				t.Fatalf("%s of case %d: %v", key, n, err)
			}
		}
		raw, err := hex.DecodeString(digits)
		if err != nil || fields["text"] == nil && fields["hex"] == nil || fields[field] == nil {
			t.Fatalf("case %d: %q, %v", n, name, err)
		}
		if fields["text"] != nil {
			raw = []byte(plain)
		}
		entries[n] = entry[T]{name, raw, want}
	}
	return entries
}

// Replay replays each case of a file, of which there are to be at least so many.
func Replay[T any](t *testing.T, file, field string, least int, parse Parser[T]) {
	t.Helper()
	entries := load[T](t, file, field)
	if len(entries) < least {
		t.Fatalf("%d cases", len(entries))
	}
	for _, c := range entries {
		t.Run(c.name, func(t *testing.T) {
			check := func(how string, pieces ...[]byte) {
				t.Helper()
				if got := parse(t, pieces...); !reflect.DeepEqual(got, c.want) {
					t.Fatalf("%s: got %+v, want %+v", how, got, c.want)
				}
			}
			check("whole", c.raw)
			single := make([][]byte, len(c.raw))
			for i := range c.raw {
				single[i] = c.raw[i : i+1]
				check("split", c.raw[:i], c.raw[i:])
			}
			check("byte by byte", single...)
		})
	}
}

// Fuzz splits bytes, at first those of a file's cases, in three anywhere: they are to give what they give whole.
func Fuzz[T any](f *testing.F, file, field string, parse Parser[T]) {
	f.Helper()
	for _, c := range load[T](f, file, field) {
		f.Add(c.raw, uint16(len(c.raw)/2), uint16(3)) //nolint:gosec // cases are short
	}
	f.Fuzz(func(t *testing.T, raw []byte, at, then uint16) {
		whole := parse(t, raw)
		i := min(int(at), len(raw))
		j := min(i+int(then), len(raw))
		if got := parse(t, raw[:i], raw[i:j], raw[j:]); !reflect.DeepEqual(got, whole) {
			t.Fatalf("split at %d and %d: got %+v, whole %+v", i, j, got, whole)
		}
	})
}
