package dialect

import (
	"os"
	"strings"
	"testing"
)

func tables(t testing.TB) Tables {
	t.Helper()
	text, err := os.ReadFile("../../dialects.json")
	if err != nil {
		t.Fatal(err)
	}
	tables, err := Load(text)
	if err != nil {
		t.Fatal(err)
	}
	return tables
}

// own is a table with what the embedded ones may lack: lists of texts, a terminator by name and by path.
func own(t testing.TB, terminator string) *Table {
	t.Helper()
	table, err := Parse([]byte(`{"name":"own","decode":{"content":["parts.#.text"],"reasoning":["thought"],
		"toolCall":["call.name","call.args"],"finish":"finish","finishLength":["max"],"finishFiltered":["unsafe"],
		"usage":{"outputTokens":"usage.out","inputTokens":"usage.in","reasoningTokens":"usage.thought"},
		"error":["error"],"errorCode":["error.code"],"errorMessage":["error.message","error"],"terminator":` + terminator + `}}`))
	if err != nil {
		t.Fatal(err)
	}
	return table
}

func TestEventsAreReadByTheTable(t *testing.T) {
	none := Event{OutputTokens: -1, InputTokens: -1, ReasoningTokens: -1}
	with := func(change func(*Event)) Event { e := none; change(&e); return e }
	for _, c := range []struct {
		name, event, data string
		want              Event
		text              string
	}{
		{"text", "", `{"parts":[{"text":"Hel"},{"text":"lo"}]}`,
			with(func(e *Event) { e.Content, e.Answer = true, true }), "Hello"},
		{"empty text is no content", "", `{"parts":[{"text":""}]}`, none, ""},
		{"no text", "", `{"parts":[]}`, none, ""},
		{"escaped text", "", `{"parts":[{"text":"a\n\u00e9\"b\""}]}`,
			with(func(e *Event) { e.Content, e.Answer = true, true }), "a\né\"b\""},
		{"a key written with escapes", "", `{"thou\u0067ht":"hm"}`,
			with(func(e *Event) { e.Content, e.Reasoning = true, true }), ""},
		{"reasoning is content, not answer", "", `{"thought":"hm"}`,
			with(func(e *Event) { e.Content, e.Reasoning = true, true }), ""},
		{"a tool call's name is content and answer, not text", "", `{"call":{"name":"f","args":""}}`,
			with(func(e *Event) { e.Content, e.Answer = true, true }), ""},
		{"a tool call's arguments as an object", "", `{"call":{"args":{"a":1}}}`,
			with(func(e *Event) { e.Content, e.Answer = true, true }), ""},
		{"a finish reason", "", `{"finish":"max"}`, with(func(e *Event) { e.Finish = "max" }), ""},
		{"no finish reason yet", "", `{"finish":null}`, none, ""},
		{"usage", "", `{"usage":{"out":3,"in":0,"thought":1}}`,
			with(func(e *Event) { e.OutputTokens, e.InputTokens, e.ReasoningTokens = 3, 0, 1 }), ""},
		{"no usage yet", "", `{"usage":null}`, none, ""},
		{"an error", "", `{"error":{"code":"busy","message":"later"}}`,
			with(func(e *Event) { e.Failed, e.Code, e.Message = true, "busy", "later" }), ""},
		{"an error that is a text", "", `{"error":"later"}`,
			with(func(e *Event) { e.Failed, e.Message = true, "later" }), ""},
		{"an error that is a number", "", `{"error":{"code":503}}`,
			with(func(e *Event) { e.Failed, e.Code = true, "503" }), ""},
		{"no error", "", `{"error":null}`, none, ""},
		{"malformed JSON", "", `{"parts":[`, with(func(e *Event) { e.Corrupt = "malformed-json" }), ""},
		{"two JSON texts", "", `{}{}`, with(func(e *Event) { e.Corrupt = "malformed-json" }), ""},
		{"no JSON", "ping", `hello`, with(func(e *Event) { e.Corrupt = "malformed-json" }), ""},
		{"bad UTF-8 in a text: counted, and corrupt", "", "{\"parts\":[{\"text\":\"a\xff\"}]}",
			with(func(e *Event) { e.Content, e.Answer, e.Corrupt = true, true, "bad-utf8" }), "a\xff"},
		{"empty data is an event without content", "", "", none, ""},
		{"an unknown event", "other", `{"x":1}`, none, ""},
		{"JSON that is no object", "", `"parts"`, none, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			text := ""
			got := own(t, "null").Read([]byte(c.event), []byte(c.data), func(b []byte) { text += string(b) })
			if got != c.want || text != c.text {
				t.Fatalf("got %+v %q, want %+v %q", got, text, c.want, c.text)
			}
		})
	}
}

func TestTerminatorsOfEachKind(t *testing.T) {
	for _, c := range []struct {
		terminator, event, data string
		want                    bool
	}{
		{`{"kind":"data","equals":"[DONE]"}`, "", "[DONE]", true},
		{`{"kind":"data","equals":"[DONE]"}`, "", "[DONE] ", false},
		{`{"kind":"event","equals":"stop"}`, "stop", `{"finish":"end"}`, true},
		{`{"kind":"event","equals":"stop"}`, "", `{"type":"stop"}`, false},
		{`{"kind":"path","path":"done","equals":true}`, "", `{"done":true}`, true},
		{`{"kind":"path","path":"done","equals":true}`, "", `{"done":false}`, false},
		{`{"kind":"path","path":"done","equals":true}`, "", `{"done":"true"}`, false},
		{`{"kind":"path","path":"type","equals":"done"}`, "", `{"type":"done"}`, true},
	} {
		if got := own(t, c.terminator).Read([]byte(c.event), []byte(c.data), func([]byte) {}); got.Terminator != c.want {
			t.Errorf("%s, event %q, data %q: got %v", c.terminator, c.event, c.data, got.Terminator)
		}
	}
	if e := own(t, `{"kind":"event","equals":"stop"}`).Read([]byte("stop"), []byte(`{"finish":"end"}`), nil); e.Finish != "end" {
		t.Errorf("a terminator's own fields are lost: %+v", e)
	}
}

func TestTablesThatMakeNoSenseAreRejected(t *testing.T) {
	for _, text := range []string{
		`[`,
		`{"name":"x","decode":{"terminator":{"kind":"line","equals":"x"}}}`,
		`{"name":"x","decode":{"terminator":{"kind":"data","equals":true}}}`,
		`{"name":"x","decode":{"terminator":{"kind":"path","equals":1}}}`,
	} {
		if _, err := Parse([]byte(text)); err == nil {
			t.Errorf("accepted: %s", text)
		}
	}
}

func TestEmbeddedTables(t *testing.T) {
	for name, table := range tables(t) {
		if table.Name != name || table.Announces("text/html") {
			t.Errorf("%s", name)
		}
		for _, own := range table.Response.ContentTypes {
			if !table.Announces(own) {
				t.Errorf("%s: %s", name, own)
			}
		}
	}
}

func TestOnlyTheErrorThatEndsAResilientStreamIsOne(t *testing.T) {
	table := tables(t)["resilient"]
	for data, want := range map[string]Event{
		`{"type":"error","recoverable":true,"message":"wait","partial":""}`:   {},
		`{"type":"error","recoverable":false,"message":"over","partial":"a"}`: {Failed: true, Message: "over"},
		`{"type":"done","total":3}`:      {Terminator: true},
		`{"type":"token","content":"a"}`: {Content: true, Answer: true},
	} {
		got := table.Read(nil, []byte(data), func([]byte) {})
		want.OutputTokens, want.InputTokens, want.ReasoningTokens = -1, -1, -1
		if got != want {
			t.Errorf("%s: %+v", data, got)
		}
	}
}

func TestATokenCostsNoAllocationOfOurs(t *testing.T) {
	for name, data := range map[string]string{
		"plain":       `{"token":"hello "}`,
		"openai-chat": `{"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"content":"hello"},"logprobs":null,"finish_reason":null}],"usage":null}`,
	} {
		table, raw, text := tables(t)[name], []byte(data), func([]byte) {}
		if table == nil {
			t.Fatalf("no table %s", name)
		}
		if !table.Read(nil, raw, text).Content {
			t.Fatalf("%s: no content", name)
		}
		// gjson takes one for a path that leads through a list.
		allowed := float64(strings.Count(data, "["))
		if n := testing.AllocsPerRun(100, func() { table.Read(nil, raw, text) }); n > allowed {
			t.Errorf("%s: %v allocations a token, at most %v", name, n, allowed)
		}
	}
}

func BenchmarkRead(b *testing.B) {
	table := tables(b)["openai-chat"]
	raw := []byte(`{"id":"chatcmpl-1","object":"chat.completion.chunk","created":1760000000,"model":"mock","system_fingerprint":"fp","choices":[{"index":0,"delta":{"content":"hello"},"logprobs":null,"finish_reason":null}],"usage":null}`)
	text := func([]byte) {}
	for b.Loop() {
		table.Read(nil, raw, text)
	}
}
