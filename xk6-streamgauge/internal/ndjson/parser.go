// Package ndjson splits a stream of JSON texts, one a line, pushed in whatever pieces the network gives.
package ndjson

import (
	"bytes"
	"errors"
)

// ErrTooLong ends a stream one of whose lines is longer than the parser's limit.
var ErrTooLong = errors.New("line longer than the limit")

// Parser calls Handle for each line that is not blank. A last line without its line feed is an event only if
// [Parser.Close] finds it whole.
type Parser struct {
	// Handle is called for each line; false stops parsing of what was pushed.
	Handle func(line []byte) bool
	// LimitBytes bounds one line.
	LimitBytes int

	line []byte
}

// Reset makes the parser ready for another stream; it keeps its buffer.
func (p *Parser) Reset() { p.line = p.line[:0] }

// Push takes the next bytes of the stream.
func (p *Parser) Push(chunk []byte) error {
	for len(chunk) > 0 {
		end := bytes.IndexByte(chunk, '\n')
		if end < 0 {
			p.line = append(p.line, chunk...)
			if len(p.line) > p.LimitBytes {
				return ErrTooLong
			}
			return nil
		}
		line := chunk[:end]
		if len(p.line) > 0 {
			p.line = append(p.line, line...)
			line = p.line
		}
		more := p.emit(line)
		p.line = p.line[:0]
		if !more {
			return nil
		}
		chunk = chunk[end+1:]
	}
	return nil
}

// Close hands over a last line without line feed if whole says that it is one.
func (p *Parser) Close(whole func(line []byte) bool) {
	if len(p.line) > 0 && whole(p.line) {
		p.emit(p.line)
	}
	p.line = p.line[:0]
}

func (p *Parser) emit(line []byte) bool {
	line = bytes.TrimSpace(line)
	return len(line) == 0 || p.Handle(line)
}
