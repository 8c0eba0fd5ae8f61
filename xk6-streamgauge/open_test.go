package streamgauge

import (
	"strings"
	"testing"
)

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

func TestAStreamWithoutTheValueMissesItsLimit(t *testing.T) {
	one := strings.Replace(answer, "data: {\"token\":\"b\"}\n\n", "", 1)
	for limit, want := range map[string]float64{"ttftMs: 10000": 1, "gapMs: 10000": 0, "tpotMs: 10000": 0} {
		s := newScript(t)
		s.run(t, newServer(t, one).url, `ear.open({ url, slo: { `+limit+` } })`)
		if _, values := s.pushed(); len(values["llm_goodput"]) != 1 || values["llm_goodput"][0].Value != want {
			t.Errorf("%s: %v", limit, values["llm_goodput"])
		}
	}
	s := newScript(t)
	s.run(t, newServer(t, strings.Replace(answer, "[DONE]", "{}", 1)).url, `ear.open({ url, slo: { ttftMs: 10000 } })`)
	if _, values := s.pushed(); values["llm_goodput"][0].Value != 0 {
		t.Error("a truncated stream is no good one")
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
