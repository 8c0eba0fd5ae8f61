// Package dialect decodes events by tables: where in an event the text, the finish reason, the usage and the error
// are, and what ends the stream. The tables are written once, in TypeScript, and embedded as JSON; no code here
// knows a provider.
package dialect

import (
	"encoding/json"
	"fmt"
	"sort"
	"strings"
)

// Table is one dialect, as in dialects.json.
type Table struct {
	Name      string `json:"name"`
	Transport string `json:"transport"`
	Framing   string `json:"framing"`
	Request   struct {
		// Messages is where in the body, over a WebSocket, the list of messages is; empty: the body is the one message.
		Messages string `json:"messages"`
		// Cancel is the message that asks the server to stop, where there is one.
		Cancel json.RawMessage `json:"cancel"`
	} `json:"request"`
	Response struct {
		ContentTypes []string `json:"contentTypes"`
	} `json:"response"`
	Decode decode `json:"decode"`

	paths paths
}

type decode struct {
	Content        []string `json:"content"`
	Reasoning      []string `json:"reasoning"`
	ToolCall       []string `json:"toolCall"`
	Finish         string   `json:"finish"`
	FinishLength   []string `json:"finishLength"`
	FinishFiltered []string `json:"finishFiltered"`
	Usage          struct {
		OutputTokens    string `json:"outputTokens"`
		InputTokens     string `json:"inputTokens"`
		ReasoningTokens string `json:"reasoningTokens"`
		ReasoningApart  bool   `json:"reasoningApart"`
	} `json:"usage"`
	Error        []string    `json:"error"`
	ErrorCode    []string    `json:"errorCode"`
	ErrorMessage []string    `json:"errorMessage"`
	Terminator   *terminator `json:"terminator"`
}

// terminator ends a stream: the event's whole data, its name, or the value at a path equals something.
type terminator struct {
	Kind   string `json:"kind"`
	Path   string `json:"path"`
	Equals any    `json:"equals"`
}

// Tables are all dialects by name.
type Tables map[string]*Table

// Load reads dialects.json.
func Load(text []byte) (Tables, error) {
	var list []*Table
	if err := json.Unmarshal(text, &list); err != nil {
		return nil, fmt.Errorf("dialect tables: %w", err)
	}
	tables := make(Tables, len(list))
	for _, t := range list {
		if err := t.compile(); err != nil {
			return nil, err
		}
		tables[t.Name] = t
	}
	return tables, nil
}

// Parse reads one table of a user's own.
func Parse(text []byte) (*Table, error) {
	t := &Table{}
	if err := json.Unmarshal(text, t); err != nil {
		return nil, fmt.Errorf("dialect table: %w", err)
	}
	return t, t.compile()
}

// Names are the names of all tables, sorted.
func (t Tables) Names() []string {
	names := make([]string, 0, len(t))
	for name := range t {
		names = append(names, name)
	}
	sort.Strings(names)
	return names
}

// ReasoningApart says that the output tokens do not include those of the reasoning.
func (t *Table) ReasoningApart() bool { return t.Decode.Usage.ReasoningApart }

// HasFinish says whether the dialect has a finish reason.
func (t *Table) HasFinish() bool { return t.Decode.Finish != "" }

// HasTerminator says whether something other than the end of the body ends the stream.
func (t *Table) HasTerminator() bool { return t.Decode.Terminator != nil }

// Announces says whether a media type (lower case, without parameters) announces a stream of this dialect.
func (t *Table) Announces(mediaType string) bool {
	for _, known := range t.Response.ContentTypes {
		if strings.EqualFold(known, mediaType) {
			return true
		}
	}
	return false
}

// FinishClass is "length", "filtered" or "stop" for a finish reason.
func (t *Table) FinishClass(reason string) string {
	switch {
	case contains(t.Decode.FinishLength, reason):
		return "length"
	case contains(t.Decode.FinishFiltered, reason):
		return "filtered"
	default:
		return "stop"
	}
}

func contains(list []string, value string) bool {
	for _, item := range list {
		if item == value {
			return true
		}
	}
	return false
}
