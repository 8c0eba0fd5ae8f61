// Package rawtext checks a stream of bare text, pushed in whatever pieces the network gives: there are no events, each
// piece is text, and a character may be cut between two of them.
package rawtext

import "unicode/utf8"

// Parser hands on each piece of text as it comes and watches that the whole is UTF-8 (RFC 3629).
type Parser struct {
	// Handle is called for each piece; valid says that no byte of the text so far is wrong.
	Handle func(piece []byte, valid bool)

	rest    [utf8.UTFMax]byte // of a character that was begun
	waiting int
	bad     bool
}

// Reset makes the parser ready for another stream.
func (p *Parser) Reset() { p.waiting, p.bad = 0, false }

// Pending says whether a character was begun and not ended.
func (p *Parser) Pending() bool { return p.waiting > 0 }

// Push takes the next bytes of the stream.
func (p *Parser) Push(piece []byte) {
	if len(piece) == 0 {
		return
	}
	p.check(piece)
	p.Handle(piece, !p.bad)
}

func (p *Parser) check(b []byte) {
	for p.waiting > 0 && len(b) > 0 {
		p.rest[p.waiting] = b[0]
		p.waiting++
		b = b[1:]
		if whole := p.rest[:p.waiting]; utf8.FullRune(whole) {
			if !utf8.Valid(whole) {
				p.bad = true
			}
			p.waiting = 0
		}
	}
	for i := max(0, len(b)-utf8.UTFMax+1); i < len(b); i++ {
		if utf8.RuneStart(b[i]) && !utf8.FullRune(b[i:]) {
			p.waiting = copy(p.rest[:], b[i:])
			b = b[:i]
			break
		}
	}
	if !utf8.Valid(b) {
		p.bad = true
	}
}
