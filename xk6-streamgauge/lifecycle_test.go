package streamgauge

import (
	"strings"
	"testing"

	"go.k6.io/k6/v2/js/modulestest"
	"gopkg.in/guregu/null.v3"
)

func TestEveryStartedStreamLeavesARecordWhenTheIterationIsCut(t *testing.T) {
	server := newServer(t, "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: {\"token\":\"a\"}\n\n", hang)
	s := newScript(t)
	tokens := 0
	_ = s.VU.Runtime().Set("token", func() {
		if tokens++; tokens == 2 {
			s.CancelContext()
		}
	})
	_ = s.try(server.url, `
		ear.open({ url, onEvent: token }); ear.open({ url, onEvent: token })
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

func TestEventsComeAsTheStreamGoesOn(t *testing.T) {
	s := newScript(t)
	server := newServer(t, answer, told)
	_ = s.VU.Runtime().Set("seen", func() { server.told <- struct{}{} })
	s.run(t, server.url, `
		let outcome
		ear.open({ url, onEvent: seen, timeouts: { stallMs: 5000 } }).then((r) => { outcome = r.outcome })`)
	if got := s.value(t, "outcome"); got != `"complete"` {
		t.Fatalf("the next event comes only once the script has seen the one before: %s", got)
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

func TestConnectionsAreKeptOverIterationsUnlessK6IsToldOtherwise(t *testing.T) {
	for _, fresh := range []bool{false, true} {
		kept := strings.Replace(answer, "Connection: close\r\n", "Transfer-Encoding: chunked\r\n", 1)
		head, body, _ := strings.Cut(kept, "\r\n\r\n")
		server := newServer(t, head+"\r\n\r\n"+chunked(body), keep)
		s := newScript(t)
		s.state.Options.NoVUConnectionReuse = null.BoolFrom(fresh)
		for iteration := range 2 {
			s.state.Iteration = int64(iteration)
			s.run(t, server.url, `var reused; ear.open({ url }).then((r) => { reused = r.reused })`)
			if got, want := s.value(t, "reused"), iteration > 0 && !fresh; (got == "true") != want {
				t.Errorf("iteration %d, fresh %v: reused %s", iteration, fresh, got)
			}
		}
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
