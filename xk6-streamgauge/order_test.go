package streamgauge

import (
	"strings"
	"testing"
)

func TestWrongUsageThrowsAndNamesWhatIsWrong(t *testing.T) {
	for params, want := range map[string]string{
		`undefined`:                                   "open takes an object with at least a url",
		`"http://a/"`:                                 "open takes an object",
		`{}`:                                          "open.url must be an http:, https:, ws: or wss: URL",
		`{ url: "ftp://a/" }`:                         "open.url must be",
		`{ url, cancelTokens: 1 }`:                    `open has no option "cancelTokens"`,
		`{ url, heders: {} }`:                         `did you mean "headers"?`,
		`{ url, zzzzzzzz: 1 }`:                        `it has url, method`,
		`{ url, timeouts: { frstMs: 1 } }`:            `open.timeouts has no option "frstMs"; did you mean "firstMs"?`,
		`{ url, timeouts: { firstMs: -1 } }`:          "open.timeouts.firstMs must be a number of at least 0, found -1",
		`{ url, timeouts: { firstMs: "1s" } }`:        "open.timeouts.firstMs must be a number, found 1s",
		`{ url, timeouts: 3 }`:                        "open.timeouts takes an object, found 3",
		`{ url, cancel: {} }`:                         "open.cancel needs one of",
		`{ url, cancel: { afterTokens: 1.5 } }`:       "must be a whole number",
		`{ url, cancel: { afterMs: 1, how: "ws" } }`:  `open.cancel.how is "ws", allowed are fin, rst, vanish, ws-message, ws-close`,
		`{ url, cancel: { before: "start" } }`:        "allowed are first-token",
		`{ url, read: { pauseMs: 5 } }`:               "needs both pauseAfterBytes and pauseMs",
		`{ url, dialect: "nobody" }`:                  `open.dialect "nobody" is not known; known are`,
		`{ url, transport: "ws" }`:                    `do not go with transport "ws"`,
		`{ url, limits: { eventBytes: 0 } }`:          "a limit of 0",
		`{ url, http: "3" }`:                          "open.http",
		`{ url, body: 3 }`:                            "open.body must be a string or an ArrayBuffer",
		`{ url, headers: "a" }`:                       "open.headers must be",
		`{ url, tags: { a: {} } }`:                    "open.tags.a must be",
		`{ url, onEvent: 3 }`:                         "open.onEvent must be a function",
		`{ url, keepRaw: "yes" }`:                     "open.keepRaw must be true or false",
		`{ url, slo: { ttft: 5 } }`:                   `did you mean "ttftMs"?`,
		`{ url, timeouts: { stallMs: 0 } }`:           "a limit of 0",
		`{ url, method: "GE T" }`:                     "is no method",
		`{ url, headers: { "a b": "1" } }`:            `open.headers: "a b"`,
		`{ url, headers: { Authorization: "a\nb" } }`: `open.headers: "Authorization"`,
		`{ url, dialect: { decode: {} } }`:            "a table needs a name",
		`{ url, dialect: { name: "x", decode: { terminator: { kind: "line", equals: "x" } } } }`: "allowed are data, event, path",
		`{ url, dialect: { name: "x", transport: "sse", framing: "raw" } }`:                      `has the framing "raw" and transport "sse"`,
		`{ url, stream: 5 }`: "open.stream must be a string",
	} {
		s := newScript(t)
		err := s.try("http://127.0.0.1:1/", `ear.open(`+params+`)`)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %q", params, err, want)
		}
		if lines, _ := s.pushed(); len(lines) != 0 || s.root.tally.Counts().Started != 0 {
			t.Errorf("%s: a stream was started", params)
		}
	}
}

func TestNoStreamIsOpenedOnceTheIterationHasEnded(t *testing.T) {
	s := newScript(t)
	s.CancelContext()
	if err := s.try("http://127.0.0.1:1/", `ear.open({ url })`); err == nil || !strings.Contains(err.Error(), "after the end of its iteration") {
		t.Fatalf("got %v", err)
	}
	if lines, _ := s.pushed(); len(lines) != 0 {
		t.Fatalf("%v", lines)
	}
}

func TestAUsersOwnDialect(t *testing.T) {
	s := newScript(t)
	s.run(t, newServer(t, strings.ReplaceAll(answer, "token", "word")).url, `
		const mine = { name: "mine", transport: "sse", framing: "sse", response: { contentTypes: ["text/event-stream"] },
			decode: { content: ["word"], terminator: { kind: "data", equals: "[DONE]" } } }
		let rs
		Promise.all([ear.open({ url, dialect: mine }), ear.open({ url, dialect: mine })])
			.then((list) => { rs = list.map((r) => [r.outcome, r.tokens, r.dialect]) })`)
	if got := s.value(t, "rs"); got != `[["complete",2,"mine"],["complete",2,"mine"]]` {
		t.Fatalf("%s", got)
	}
}
