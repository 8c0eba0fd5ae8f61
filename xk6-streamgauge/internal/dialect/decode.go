package dialect

import (
	"bytes"
	"unicode/utf8"
	"unsafe"

	"github.com/tidwall/gjson"
)

// Event is what a table found in one event.
type Event struct {
	// Content: there is a token of any kind. Answer: one that is no reasoning.
	Content, Answer, Reasoning bool
	// Terminator: this event ends the stream.
	Terminator bool
	// Corrupt is why the event does not parse: "malformed-json" or "bad-utf8"; empty if it does.
	Corrupt string
	// Failed: the event is an error; Code and Message are its own words.
	Failed        bool
	Code, Message string
	// Finish is the finish reason, empty if there is none.
	Finish string
	// Usage by the server; -1 = not given.
	OutputTokens, InputTokens, ReasoningTokens int64
}

// Read decodes one event. text is called with each piece of answer text, in order, valid until it returns.
func (t *Table) Read(name, data []byte, text func([]byte)) Event {
	e := Event{OutputTokens: -1, InputTokens: -1, ReasoningTokens: -1}
	end := t.Decode.Terminator
	if end != nil && end.Kind == "data" && string(data) == end.Equals {
		e.Terminator = true
		return e
	}
	if end != nil && end.Kind == "event" && string(name) == end.Equals {
		e.Terminator = true
	}
	if len(bytes.TrimSpace(data)) == 0 {
		return e
	}
	if !utf8.Valid(data) {
		e.Corrupt = "bad-utf8"
	}
	// The string shares the event's bytes: nothing of it may be kept beyond this call.
	whole := unsafe.String(&data[0], len(data))
	if !gjson.Valid(whole) {
		e.Corrupt = "malformed-json"
		return e
	}
	t.fields(&e, data, whole, text)
	return e
}

func (t *Table) fields(e *Event, data []byte, whole string, text func([]byte)) {
	p := &t.paths
	escaped := bytes.Contains(data, []byte(`\u`))
	for _, at := range p.content {
		if eachText(at.in(data, whole, escaped), text) {
			e.Content, e.Answer = true, true
		}
	}
	for _, at := range p.reasoning {
		if eachText(at.in(data, whole, escaped), nil) {
			e.Content, e.Reasoning = true, true
		}
	}
	for _, at := range p.toolCall {
		if found(at.in(data, whole, escaped)) {
			e.Content, e.Answer = true, true
		}
	}
	if r := p.finish.in(data, whole, escaped); r.Type == gjson.String && r.Str != "" {
		e.Finish = string([]byte(r.Str))
	}
	e.OutputTokens = count(p.output.in(data, whole, escaped))
	e.InputTokens = count(p.input.in(data, whole, escaped))
	e.ReasoningTokens = count(p.reasoningUsage.in(data, whole, escaped))
	for _, at := range p.failure {
		if r := at.in(data, whole, escaped); r.Exists() && r.Type != gjson.Null {
			e.Failed = true
			e.Code, e.Message = t.ErrorOf(data)
		}
	}
	if end := t.Decode.Terminator; end != nil && end.Kind == "path" {
		e.Terminator = equals(p.end.in(data, whole, escaped), end.Equals)
	}
}

// ErrorOf is the code and the message, in the server's words, of an error event or an error body.
func (t *Table) ErrorOf(data []byte) (code, message string) {
	whole := string(data)
	return first(t.paths.code, data, whole), first(t.paths.message, data, whole)
}

// IsError says whether a whole JSON body is an error by this table.
func (t *Table) IsError(body []byte) bool {
	whole := string(body)
	for _, at := range t.paths.failure {
		if r := at.in(body, whole, true); r.Exists() && r.Type != gjson.Null {
			return true
		}
	}
	return false
}

func first(list []path, data []byte, whole string) string {
	for _, at := range list {
		r := at.in(data, whole, true)
		if r.Type == gjson.String && r.Str != "" || r.Type == gjson.Number {
			return r.String()
		}
	}
	return ""
}

// eachText hands over the non-empty texts of a value, which may be a list of them; false if there is none.
func eachText(r gjson.Result, text func([]byte)) bool {
	if r.Type == gjson.String && r.Str != "" {
		if text != nil {
			text(unsafe.Slice(unsafe.StringData(r.Str), len(r.Str)))
		}
		return true
	}
	if !r.IsArray() {
		return false
	}
	seen := false
	r.ForEach(func(_, item gjson.Result) bool {
		seen = eachText(item, text) || seen
		return true
	})
	return seen
}

// found says whether a value is there and not empty; a tool call's arguments may be an object.
func found(r gjson.Result) bool {
	switch r.Type {
	case gjson.String:
		return r.Str != ""
	case gjson.JSON:
		return r.Raw != "" && r.Raw != "[]"
	default:
		return false
	}
}

func count(r gjson.Result) int64 {
	if r.Type != gjson.Number || r.Num < 0 {
		return -1
	}
	return int64(r.Num)
}

func equals(r gjson.Result, want any) bool {
	switch want := want.(type) {
	case bool:
		return r.Type == gjson.True && want || r.Type == gjson.False && !want
	case string:
		return r.Type == gjson.String && r.Str == want
	default:
		return false
	}
}
