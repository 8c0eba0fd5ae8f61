package dialect

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/tidwall/gjson"
)

// path is a gjson path with a cheap test that rules most events out: without the last key in quotes an event
// cannot hold the value, and looking that up takes a twentieth of walking the JSON.
type path struct {
	text   string
	needle []byte
}

type paths struct {
	content, reasoning, toolCall, failure, code, message []path
	finish, output, input, reasoningUsage, end           path
}

func (t *Table) compile() error {
	d := &t.Decode
	t.paths = paths{
		content: pathsOf(d.Content), reasoning: pathsOf(d.Reasoning), toolCall: pathsOf(d.ToolCall),
		failure: pathsOf(d.Error), code: pathsOf(d.ErrorCode), message: pathsOf(d.ErrorMessage),
		finish: pathOf(d.Finish), output: pathOf(d.Usage.OutputTokens), input: pathOf(d.Usage.InputTokens),
		reasoningUsage: pathOf(d.Usage.ReasoningTokens),
	}
	if cancel := t.Request.Cancel; cancel != nil {
		var compact bytes.Buffer // the embedded tables are written for people
		if err := json.Compact(&compact, cancel); err != nil {
			return fmt.Errorf("dialect %s: request.cancel: %w", t.Name, err)
		}
		t.Request.Cancel = compact.Bytes()
	}
	if d.Terminator == nil {
		return nil
	}
	t.paths.end = pathOf(d.Terminator.Path)
	switch equals := d.Terminator.Equals.(type) {
	case string:
	case bool:
		if d.Terminator.Kind != "path" {
			return fmt.Errorf("dialect %s: a terminator of kind %q equals a text", t.Name, d.Terminator.Kind)
		}
	default:
		return fmt.Errorf("dialect %s: terminator equals %v, allowed are a text or a boolean", t.Name, equals)
	}
	switch d.Terminator.Kind {
	case "data", "event", "path":
		return nil
	default:
		return fmt.Errorf("dialect %s: terminator kind %q, allowed are data, event, path", t.Name, d.Terminator.Kind)
	}
}

func pathsOf(texts []string) []path {
	list := make([]path, len(texts))
	for i, text := range texts {
		list[i] = pathOf(text)
	}
	return list
}

func pathOf(text string) path {
	p := path{text: text}
	keys := strings.Split(text, ".")
	for i := len(keys) - 1; i >= 0; i-- {
		if plainKey(keys[i]) {
			p.needle = []byte(`"` + keys[i] + `"`)
			break
		}
	}
	return p
}

// plainKey says whether a component is an object's key as it stands in the JSON: no index, wildcard, query,
// modifier or escape (https://github.com/tidwall/gjson/blob/master/SYNTAX.md).
func plainKey(key string) bool {
	digits := true
	for _, c := range []byte(key) {
		letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || c == '-'
		digit := c >= '0' && c <= '9'
		if !letter && !digit {
			return false
		}
		digits = digits && digit
	}
	return !digits
}

// in looks the path up. text is data as a string; escaped says that keys may be written with \u escapes, when the
// cheap tests prove nothing.
func (p path) in(data []byte, text string, escaped bool) gjson.Result {
	if p.text == "" || (!escaped && p.needle != nil && ruledOut(data, p.needle)) {
		return gjson.Result{}
	}
	return gjson.Get(text, p.text)
}

// ruledOut says that the key is not there, or once only and null: most chunks carry a finish reason of null.
func ruledOut(data, needle []byte) bool {
	at := bytes.Index(data, needle)
	if at < 0 {
		return true
	}
	rest := data[at+len(needle):]
	value := bytes.TrimLeft(rest, " \t\r\n:")
	return bytes.HasPrefix(value, []byte("null")) && !bytes.Contains(rest, needle)
}
