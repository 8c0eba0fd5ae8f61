package streamgauge

import (
	"strings"
	"testing"
)

func TestWrongUsageThrowsAndNamesWhatIsWrong(t *testing.T) {
	for params, want := range map[string]string{
		`undefined`:                                  "open takes an object with at least a url",
		`"http://a/"`:                                "open takes an object",
		`{}`:                                         "open.url must be an http: or https: URL",
		`{ url: "ftp://a/" }`:                        "open.url must be",
		`{ url, cancelTokens: 1 }`:                   `open has no option "cancelTokens"`,
		`{ url, heders: {} }`:                        `did you mean "headers"?`,
		`{ url, zzzzzzzz: 1 }`:                       `it has url, method`,
		`{ url, timeouts: { frstMs: 1 } }`:           `open.timeouts has no option "frstMs"; did you mean "firstMs"?`,
		`{ url, timeouts: { firstMs: -1 } }`:         "open.timeouts.firstMs must be a number of at least 0, found -1",
		`{ url, timeouts: { firstMs: "1s" } }`:       "open.timeouts.firstMs must be a number, found 1s",
		`{ url, timeouts: 3 }`:                       "open.timeouts takes an object, found 3",
		`{ url, cancel: {} }`:                        "open.cancel needs one of",
		`{ url, cancel: { afterTokens: 1.5 } }`:      "must be a whole number",
		`{ url, cancel: { afterMs: 1, how: "ws" } }`: `open.cancel.how is "ws", allowed are fin, rst`,
		`{ url, cancel: { before: "start" } }`:       "allowed are first-token",
		`{ url, read: { pauseMs: 5 } }`:              "needs both pauseAfterBytes and pauseMs",
		`{ url, dialect: "nobody" }`:                 `open.dialect "nobody" is not known; known are`,
		`{ url, transport: "ws" }`:                   "not yet supported",
		`{ url, http: "3" }`:                         "open.http",
		`{ url, body: 3 }`:                           "open.body must be a string or an ArrayBuffer",
		`{ url, headers: "a" }`:                      "open.headers must be",
		`{ url, tags: { a: {} } }`:                   "open.tags.a must be",
		`{ url, onEvent: 3 }`:                        "open.onEvent must be a function",
		`{ url, keepRaw: "yes" }`:                    "open.keepRaw must be true or false",
		`{ url, slo: { ttft: 5 } }`:                  `did you mean "ttftMs"?`,
		`{ url, stream: 5 }`:                         "open.stream must be a string",
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
