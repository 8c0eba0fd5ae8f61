package streamgauge

import (
	"encoding/json"
	"net"
	"net/http"
	"net/http/cookiejar"
	"strings"
	"testing"
	"time"

	"github.com/sirupsen/logrus"
	"go.k6.io/k6/v2/js/modulestest"
	"go.k6.io/k6/v2/lib"
	"go.k6.io/k6/v2/lib/netext"
	"go.k6.io/k6/v2/lib/types"
	"go.k6.io/k6/v2/metrics"
	"gopkg.in/guregu/null.v3"

	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/recordlog"
)

// script is the module in a VU, and what it pushed.
type script struct {
	*modulestest.Runtime
	root    *Root
	samples chan metrics.SampleContainer
	state   *lib.State
}

func newScript(t *testing.T) *script {
	t.Helper()
	runtime := modulestest.NewRuntime(t)
	root := newRoot()
	if err := runtime.SetupModuleSystem(map[string]any{"k6/x/streamgauge": root}, nil, nil); err != nil {
		t.Fatal(err)
	}
	s := &script{Runtime: runtime, root: root, samples: make(chan metrics.SampleContainer, 1000)}
	registry := runtime.VU.InitEnv().Registry
	if _, err := runtime.VU.Runtime().RunString(`const ear = require("k6/x/streamgauge")`); err != nil {
		t.Fatal(err)
	}
	dialer := netext.NewDialer(net.Dialer{}, netext.NewResolver(net.LookupIP, 0, types.DNSfirst, types.DNSpreferIPv4))
	jar, _ := cookiejar.New(nil)
	s.state = &lib.State{
		Options:   lib.Options{UserAgent: null.StringFrom("k6/test")},
		Dialer:    dialer,
		Transport: &http.Transport{DialContext: dialer.DialContext, DisableCompression: true},
		CookieJar: jar, Samples: s.samples, Logger: logrus.New(),
		Tags: lib.NewVUStateTags(registry.RootTagSet().With("scenario", "k6scenario").With("group", "")),
	}
	runtime.MoveToVUContext(s.state)
	return s
}

// run runs a script with `url` set, and fails on an exception.
func (s *script) run(t *testing.T, url, code string) {
	t.Helper()
	if err := s.try(url, code); err != nil {
		t.Fatal(err)
	}
}

func (s *script) try(url, code string) error {
	_ = s.VU.Runtime().Set("url", url)
	_, err := s.RunOnEventLoop(code)
	s.EventLoop.WaitOnRegistered()
	return err
}

// value is a global of the script as JSON.
func (s *script) value(t *testing.T, expression string) string {
	t.Helper()
	v, err := s.VU.Runtime().RunString("JSON.stringify(" + expression + ")")
	if err != nil {
		t.Fatal(err)
	}
	return v.String()
}

// pushed drains the samples: records' lines, and values by metric.
func (s *script) pushed() (lines []string, values map[string][]metrics.Sample) {
	values = map[string][]metrics.Sample{}
	for _, container := range metrics.GetBufferedSamples(s.samples) {
		if c, ok := container.(*recordlog.Container); ok {
			lines = append(lines, string(c.Line))
		}
		for _, sample := range container.GetSamples() {
			values[sample.Metric.Name] = append(values[sample.Metric.Name], sample)
		}
	}
	return lines, values
}

func fields(t *testing.T, line string) map[string]any {
	t.Helper()
	var f map[string]any
	if err := json.Unmarshal([]byte(line), &f); err != nil {
		t.Fatal(err)
	}
	return f
}

const answer = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n" +
	"data: {\"token\":\"a\"}\n\ndata: {\"token\":\"b\"}\n\ndata: [DONE]\n\n"

func TestAStreamResolvesToItsRecord(t *testing.T) {
	server := newServer(t, answer)
	s := newScript(t)
	s.run(t, server.url, `
		let record
		ear.open({ url, body: "{}", stream: "s/1", headers: { "X-A": "1", Authorization: "Bearer secret-key" },
			tags: { team: "blue", n: 3 }, run: "r", target: "mock", route: "nginx" }).then((r) => { record = r })`)
	lines, values := s.pushed()
	if len(lines) != 1 || s.value(t, "record") != lines[0] {
		t.Fatalf("script: %s\nfile: %s", s.value(t, "record"), lines)
	}
	f := fields(t, lines[0])
	for name, want := range map[string]any{
		"v": 1.0, "run": "r", "scenario": "k6scenario", "stream": "s/1", "target": "mock", "route": "nginx", "transport": "sse",
		"dialect": "plain", "outcome": "complete", "tokens": 2.0, "protocol": "HTTP/1.1",
	} {
		if f[name] != want {
			t.Errorf("%s: got %v, want %v", name, f[name], want)
		}
	}
	request := server.next(t)
	for name, want := range map[string]string{
		"X-Request-Id": "s/1", "User-Agent": "k6/test", "X-A": "1", "Content-Type": "application/json", "Accept": "text/event-stream",
	} {
		if got := request.Header.Get(name); got != want {
			t.Errorf("header %s: got %q, want %q", name, got, want)
		}
	}
	if request.Method != "POST" {
		t.Errorf("method %s", request.Method)
	}
	if strings.Contains(lines[0], "secret-key") {
		t.Error("a secret is in the record")
	}
	completion := values["llm_stream_completions"][0]
	want := map[string]string{
		"scenario": "k6scenario", "group": "", "target": "mock", "route": "nginx", "transport": "sse", "dialect": "plain",
		"status": "success", "outcome": "complete", "team": "blue", "n": "3",
	}
	if got := completion.Tags.Map(); !sameMap(got, want) {
		t.Errorf("tags of the completion: %v", got)
	}
	for name, value := range map[string]float64{"llm_tokens": 2, "llm_events": 3, "llm_stream_completions": 1} {
		if got := values[name]; len(got) != 1 || got[0].Value != value {
			t.Errorf("%s: %v", name, got)
		}
	}
	for _, name := range []string{"llm_time_to_first_token", "llm_time_to_first_answer", "llm_time_per_output_token", "llm_stream_duration",
		"llm_start_delay", "llm_tokens_per_second"} {
		if len(values[name]) != 1 {
			t.Errorf("%s: %v", name, values[name])
		}
	}
	if len(values["llm_token_gap"]) != 0 || len(values["llm_goodput"]) != 0 {
		t.Error("metrics that nobody asked for")
	}
}

func TestWarmUpAndProbeStreamsPushNoMetricsButTheNumberOpen(t *testing.T) {
	for _, kind := range []string{"warmup", "probe"} {
		s := newScript(t)
		s.run(t, newServer(t, answer).url, `ear.open({ url, `+kind+`: true })`)
		lines, values := s.pushed()
		if len(lines) != 1 || fields(t, lines[0])[kind] != true {
			t.Fatalf("%s: %v", kind, lines)
		}
		if len(values) != 1 || len(values["llm_active_streams"]) == 0 {
			t.Fatalf("%s: %v", kind, values)
		}
	}
}

func TestGoodputAndGapsWhenAskedFor(t *testing.T) {
	for limit, want := range map[string]float64{"ttftMs: 10000, gapMs: 10000": 1, "ttftMs: 0": 0, "tps: 1e9": 0, "e2eMs: 10000, tpotMs: 10000, ttfaMs: 10000": 1} {
		s := newScript(t)
		s.run(t, newServer(t, answer).url, `ear.open({ url, gapMetric: true, slo: { `+limit+` } })`)
		_, values := s.pushed()
		if got := values["llm_goodput"]; len(got) != 1 || got[0].Value != want {
			t.Errorf("%s: %v", limit, got)
		}
		if len(values["llm_token_gap"]) != 1 {
			t.Errorf("gaps: %v", values["llm_token_gap"])
		}
	}
}

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

func TestEveryStartedStreamLeavesARecordWhenTheIterationIsCut(t *testing.T) {
	server := newServer(t, "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: {\"token\":\"a\"}\n\n", hang)
	s := newScript(t)
	go func() {
		for range 2 {
			server.next(t)
		}
		time.Sleep(20 * time.Millisecond)
		s.CancelContext()
	}()
	_ = s.try(server.url, `
		ear.open({ url }); ear.open({ url })
		ear.open({ url, startAtMs: ear.nowMs() + 3600000 })`)
	lines, values := s.pushed()
	if len(lines) != 2 {
		t.Fatalf("%d records of 2 started streams and one that was waiting", len(lines))
	}
	for _, line := range lines {
		if f := fields(t, line); f["outcome"] != "harness_cut" || f["tokens"] != 1.0 {
			t.Fatalf("%s", line)
		}
	}
	if c := s.root.tally.Counts(); c.Started != 2 || c.Active != 0 || c.Done != 2 {
		t.Fatalf("%+v", c)
	}
	if got := values["llm_stream_completions"]; len(got) != 2 || got[0].Tags.Map()["status"] != "cancelled" {
		t.Fatalf("%v", got)
	}
}

func TestCutAfterEndsWhatIsOpen(t *testing.T) {
	s := newScript(t)
	s.run(t, newServer(t, "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: {\"token\":\"a\"}\n\n", hang).url, `
		let outcomes = []
		Promise.all([ear.open({ url }), ear.open({ url, startAtMs: ear.nowMs() + 3600000 })])
			.then((rs) => { outcomes = rs.map((r) => r.outcome) })
		ear.cutAfter(50)`)
	if got := s.value(t, "outcomes"); got != `["harness_cut","harness_cut"]` {
		t.Fatalf("got %s", got)
	}
	if lines, _ := s.pushed(); len(lines) != 1 {
		t.Fatalf("%d records of one started stream", len(lines))
	}
}

func TestEventsComeInOrderBeforeThePromiseResolves(t *testing.T) {
	s := newScript(t)
	s.run(t, newServer(t, strings.Replace(answer, "data: {\"token\":\"b\"}", "id: 7\nevent: delta\ndata: {\"token\":\"b\"}", 1)).url, `
		const log = []
		ear.open({ url, onEvent: (e) => log.push([e.event, e.data, e.id, e.content, e.terminator, e.atMs > 0]) })
			.then((r) => log.push(r.outcome))`)
	want := `[["","{\"token\":\"a\"}","",true,false,true],["delta","{\"token\":\"b\"}","7",true,false,true],` +
		`["","[DONE]","7",false,true,true],"complete"]`
	if got := s.value(t, "log"); got != want {
		t.Fatalf("got %s", got)
	}
}

func TestAnExceptionInOnEventEndsTheIteration(t *testing.T) {
	s := newScript(t)
	err := s.try(newServer(t, answer).url, `ear.open({ url, onEvent: () => { throw new Error("mine") } })`)
	if err == nil || !strings.Contains(err.Error(), "mine") {
		t.Fatalf("got %v", err)
	}
	if lines, _ := s.pushed(); len(lines) != 1 {
		t.Fatalf("%d records", len(lines))
	}
}

func TestStartsAreKept(t *testing.T) {
	s := newScript(t)
	s.run(t, newServer(t, answer).url, `
		let r, at = ear.nowMs() + 80
		ear.open({ url, startAtMs: at }).then((record) => { r = record })
		let lane
		ear.open({ url, scheduledMs: at - 1000 }).then((record) => { lane = record })`)
	if got := s.value(t, "[Math.abs(r.scheduledMs - at) < 0.002, r.startDelayMs >= 0 && r.startDelayMs < 50, lane.startDelayMs > 900]"); got != "[true,true,true]" {
		t.Fatalf("got %s: %s %s", got, s.value(t, "r"), s.value(t, "lane"))
	}
}

func TestDroppedStartsAreCounted(t *testing.T) {
	s := newScript(t)
	s.run(t, "", `ear.dropStart(3, { scenario: "a", route: "nginx", target: "mock" })`)
	_, values := s.pushed()
	got := values["llm_dropped_starts"]
	if len(got) != 1 || got[0].Value != 3 || got[0].Tags.Map()["route"] != "nginx" {
		t.Fatalf("%v", got)
	}
	if stats := s.value(t, "ear.stats()"); stats != `{"started":0,"active":0,"done":0,"tokens":0,"dropped":3}` {
		t.Fatalf("%s", stats)
	}
	if err := s.try("", `ear.dropStart(1.5, {})`); err == nil {
		t.Fatal("half a start")
	}
}

func TestCookiesAreKeptWithinTheIteration(t *testing.T) {
	server := newServer(t, strings.Replace(answer, "Connection", "Set-Cookie: node=a\r\nConnection", 1))
	s := newScript(t)
	s.run(t, server.url, `ear.open({ url }).then(() => ear.open({ url }))`)
	if first, second := server.next(t), server.next(t); first.Header.Get("Cookie") != "" || second.Header.Get("Cookie") != "node=a" {
		t.Fatalf("%q, %q", first.Header.Get("Cookie"), second.Header.Get("Cookie"))
	}
}

func TestTheInitContextOpensNothing(t *testing.T) {
	runtime := modulestest.NewRuntime(t)
	if err := runtime.SetupModuleSystem(map[string]any{"k6/x/streamgauge": newRoot()}, nil, nil); err != nil {
		t.Fatal(err)
	}
	_, err := runtime.VU.Runtime().RunString(`require("k6/x/streamgauge").open({ url: "http://127.0.0.1:1/" })`)
	if err == nil || !strings.Contains(err.Error(), "only be called while a VU runs") {
		t.Fatalf("got %v", err)
	}
}

func sameMap(a, b map[string]string) bool {
	if len(a) != len(b) {
		return false
	}
	for name, value := range a {
		if other, ok := b[name]; !ok || other != value {
			return false
		}
	}
	return true
}
