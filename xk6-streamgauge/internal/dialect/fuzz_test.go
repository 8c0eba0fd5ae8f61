package dialect

import (
	"os"
	"testing"
)

// Whatever a server sends, a table reads it without a panic, and calls nothing corrupt that it also takes text from twice.
func FuzzAnyEventCanBeRead(f *testing.F) {
	text, err := os.ReadFile("../../dialects.json")
	if err != nil {
		f.Fatal(err)
	}
	tables, err := Load(text)
	if err != nil {
		f.Fatal(err)
	}
	for _, seed := range []string{`{"token":"a"}`, `{"choices":[{"delta":{"content":"a"}}]}`, `[DONE]`, `{"error":{"code":1}}`, `{"type":"done"}`, "\xff"} {
		f.Add([]byte("message"), []byte(seed))
	}
	f.Fuzz(func(t *testing.T, name, data []byte) {
		for _, table := range tables {
			pieces := 0
			e := table.Read(name, data, func(piece []byte) { pieces += len(piece) })
			if pieces > 0 && !e.Content {
				t.Fatalf("%s: %d bytes of text, but no content", table.Name, pieces)
			}
			if e.Corrupt == "malformed-json" && (e.Content || e.Failed) {
				t.Fatalf("%s: content of what does not parse", table.Name)
			}
			NewStampPath("mock").Of(data)
		}
	})
}
