package rawtext

import (
	"testing"
	"unicode/utf8"
)

// verdict pushes the pieces into a fresh parser: the text, whether it was valid, whether a character was left unfinished.
func verdict(pieces ...[]byte) (text string, valid, pending bool) {
	valid = true
	p := Parser{Handle: func(piece []byte, ok bool) { text += string(piece); valid = ok }}
	for _, piece := range pieces {
		p.Push(piece)
	}
	return text, valid, p.Pending()
}

func TestTextIsJudgedTheSameHoweverItIsSplit(t *testing.T) {
	for _, c := range []struct {
		name, input    string
		valid, pending bool
	}{
		{"ASCII", "hello", true, false},
		{"two, three and four bytes a character", "é€😀", true, false},
		{"nothing", "", true, false},
		{"cut within two bytes", "a\xc3", true, true},
		{"cut within four bytes", "a\xf0\x9f\x98", true, true},
		{"a byte that no text has", "a\xffb", false, false},
		{"a character that is not ended", "a\xc3b", false, false},
		{"a byte of a character without its first", "a\x80b", false, false},
		{"an overlong form", "\xc0\xaf", false, false},
		{"a surrogate", "\xed\xa0\x80", false, false},
		{"bad, then good", "\xff and all is well", false, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			for i := range len(c.input) + 1 {
				for j := i; j <= len(c.input); j++ {
					text, valid, pending := verdict([]byte(c.input[:i]), []byte(c.input[i:j]), []byte(c.input[j:]))
					if text != c.input || valid != c.valid || pending != c.pending {
						t.Fatalf("split at %d and %d: %q, valid %v, pending %v", i, j, text, valid, pending)
					}
				}
			}
		})
	}
}

func TestResetForgetsTheStreamBefore(t *testing.T) {
	valid := false
	p := Parser{Handle: func(_ []byte, ok bool) { valid = ok }}
	p.Push([]byte("\xff\xc3"))
	p.Reset()
	p.Push([]byte("a"))
	if !valid || p.Pending() {
		t.Fatalf("valid %v, pending %v", valid, p.Pending())
	}
}

func FuzzAnySplitGivesTheSameVerdict(f *testing.F) {
	f.Add([]byte("a😀\xc3\xff"), uint16(2), uint16(1))
	f.Add([]byte("\xf0\x9f\x98\x80"), uint16(1), uint16(1))
	f.Fuzz(func(t *testing.T, raw []byte, at, then uint16) {
		i := min(int(at), len(raw))
		j := min(i+int(then), len(raw))
		_, valid, pending := verdict(raw[:i], raw[i:j], raw[j:])
		if ok := valid && !pending; ok != utf8.Valid(raw) {
			t.Fatalf("split at %d and %d: valid %v, pending %v; as a whole %v", i, j, valid, pending, utf8.Valid(raw))
		}
	})
}
