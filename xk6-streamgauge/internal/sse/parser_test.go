package sse

import (
	"bytes"
	"errors"
	"testing"
)

func TestAnEventBeyondTheLimitEndsTheStream(t *testing.T) {
	for name, input := range map[string]string{
		"one line":       "data: 0123456789",
		"one whole line": "data: 0123456789\n",
		"many lines":     "data: 0123\ndata: 0123\ndata: 0123\n",
	} {
		t.Run(name, func(t *testing.T) {
			p := Parser{LimitBytes: 10, Handle: func(Event) bool { return true }}
			if err := p.Push([]byte(input)); !errors.Is(err, ErrTooLong) {
				t.Fatalf("got %v", err)
			}
		})
	}
	p := Parser{LimitBytes: 10, Handle: func(Event) bool { return true }}
	if err := p.Push(bytes.Repeat([]byte("data: 0\n\n"), 100)); err != nil {
		t.Fatalf("short events: %v", err)
	}
}

func TestTheHandlerCanStopTheParsing(t *testing.T) {
	seen := 0
	p := Parser{LimitBytes: 100, Handle: func(Event) bool { seen++; return false }}
	if err := p.Push([]byte("data: a\n\ndata: b\n\n")); err != nil || seen != 1 {
		t.Fatalf("%d events, %v", seen, err)
	}
}

func TestResetForgetsTheStreamBefore(t *testing.T) {
	var events []string
	p := Parser{LimitBytes: 100, Handle: func(e Event) bool {
		events = append(events, string(e.Name)+"|"+string(e.Data)+"|"+string(e.ID))
		return true
	}}
	_ = p.Push([]byte("id: 1\nevent: x\ndata: a\n\ndata: half\nev"))
	if !p.Pending() {
		t.Fatal("half an event is pending")
	}
	p.Reset()
	_ = p.Push([]byte("\xEF\xBB\xBFdata: b\n\n"))
	if len(events) != 2 || events[1] != "|b|" || p.Pending() {
		t.Fatalf("%q, pending %v", events, p.Pending())
	}
}

func TestTokensCostNoAllocation(t *testing.T) {
	p := Parser{LimitBytes: 1000, Handle: func(Event) bool { return true }}
	chunk := []byte("id: 1\ndata: {\"token\":\"a\"}\n\n")
	_ = p.Push(chunk)
	if n := testing.AllocsPerRun(100, func() { _ = p.Push(chunk) }); n != 0 {
		t.Fatalf("%v allocations an event", n)
	}
}
