// Package sse parses server-sent events as the HTML standard says, pushed in whatever pieces the network gives.
package sse

import (
	"bytes"
	"errors"
)

// ErrTooLong ends a stream one of whose events is longer than the parser's limit.
var ErrTooLong = errors.New("event longer than the limit")

// Event is one dispatched event. Its bytes are valid until the handler returns.
type Event struct {
	// Name is empty for the default, "message".
	Name []byte
	Data []byte
	// ID is the last event id of the stream so far.
	ID []byte
}

// Parser turns bytes into events by https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation.
// An event without its blank line at the end of the stream is never dispatched.
type Parser struct {
	// Handle is called for each event; false stops parsing of what was pushed.
	Handle func(Event) bool
	// LimitBytes bounds the data of one event and the length of one line.
	LimitBytes int

	line    []byte // a line whose end has not arrived
	name    []byte
	data    []byte
	id      []byte
	hasData bool
	skipLF  bool // the line before ended by CR, whose LF may still come
	started int  // bytes of a byte order mark seen; -1 once the stream has begun
}

// Reset makes the parser ready for another stream; it keeps its buffers.
func (p *Parser) Reset() {
	p.line, p.name, p.data, p.id = p.line[:0], p.name[:0], p.data[:0], p.id[:0]
	p.hasData, p.skipLF, p.started = false, false, 0
}

// Pending says whether an event or a line was begun and not ended.
func (p *Parser) Pending() bool { return p.hasData || len(p.line) > 0 || len(p.name) > 0 }

// Push takes the next bytes of the stream.
func (p *Parser) Push(chunk []byte) error {
	if p.started >= 0 {
		chunk = p.skipByteOrderMark(chunk)
	}
	nextLF := -2 // unknown
	for len(chunk) > 0 {
		if p.skipLF {
			p.skipLF = false
			if chunk[0] == '\n' {
				chunk = chunk[1:]
				nextLF = shift(nextLF, 1)
				continue
			}
		}
		if nextLF == -2 {
			nextLF = bytes.IndexByte(chunk, '\n')
		}
		end := lineEnd(chunk, nextLF)
		if end < 0 {
			return p.keep(chunk)
		}
		p.skipLF = chunk[end] == '\r'
		more, err := p.endLine(chunk[:end])
		if err != nil || !more {
			return err
		}
		chunk = chunk[end+1:]
		nextLF = shift(nextLF, end+1)
	}
	return nil
}

// lineEnd is where the first CR or LF lies, -1 if there is none.
func lineEnd(chunk []byte, nextLF int) int {
	before := chunk
	if nextLF >= 0 {
		before = chunk[:nextLF]
	}
	if cr := bytes.IndexByte(before, '\r'); cr >= 0 {
		return cr
	}
	return nextLF
}

// shift moves a known position of a line feed by n bytes that were taken; -2 makes it unknown again.
func shift(nextLF, n int) int {
	if nextLF >= 0 && nextLF < n {
		return -2
	}
	if nextLF < 0 {
		return nextLF
	}
	return nextLF - n
}

func (p *Parser) keep(rest []byte) error {
	p.line = append(p.line, rest...)
	if len(p.line) > p.LimitBytes {
		return ErrTooLong
	}
	return nil
}

func (p *Parser) endLine(tail []byte) (bool, error) {
	line := tail
	if len(p.line) > 0 {
		p.line = append(p.line, tail...)
		line = p.line
	}
	more, err := p.interpret(line)
	p.line = p.line[:0]
	return more, err
}

// interpret takes one whole line: https://html.spec.whatwg.org/multipage/server-sent-events.html#processField
func (p *Parser) interpret(line []byte) (bool, error) {
	if len(line) == 0 {
		return p.dispatch(), nil
	}
	colon := bytes.IndexByte(line, ':')
	if colon == 0 {
		return true, nil // a comment
	}
	field, value := line, []byte(nil)
	if colon > 0 {
		field, value = line[:colon], line[colon+1:]
		if len(value) > 0 && value[0] == ' ' {
			value = value[1:]
		}
	}
	switch string(field) {
	case "data":
		p.data = append(append(p.data, value...), '\n')
		p.hasData = true
		if len(p.data) > p.LimitBytes {
			return false, ErrTooLong
		}
	case "event":
		p.name = append(p.name[:0], value...)
	case "id":
		// https://html.spec.whatwg.org/multipage/server-sent-events.html#processField: ignored if it contains NULL
		if bytes.IndexByte(value, 0) < 0 {
			p.id = append(p.id[:0], value...)
		}
	}
	// `retry` sets how soon a browser reconnects; the ear never does.
	return true, nil
}

func (p *Parser) dispatch() bool {
	more := true
	if p.hasData {
		more = p.Handle(Event{Name: p.name, Data: p.data[:len(p.data)-1], ID: p.id})
	}
	p.name, p.data, p.hasData = p.name[:0], p.data[:0], false
	return more
}

// skipByteOrderMark drops one byte order mark at the start of the stream, in whatever pieces it comes.
func (p *Parser) skipByteOrderMark(chunk []byte) []byte {
	const mark = "\xEF\xBB\xBF"
	for len(chunk) > 0 && p.started < len(mark) {
		if chunk[0] != mark[p.started] {
			// What looked like one was not: those bytes belong to the first line.
			p.line = append(p.line, mark[:p.started]...)
			p.started = -1
			return chunk
		}
		p.started++
		chunk = chunk[1:]
	}
	if p.started == len(mark) {
		p.started = -1
	}
	return chunk
}
