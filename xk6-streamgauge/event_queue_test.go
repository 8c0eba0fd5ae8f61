package streamgauge

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/grafana/sobek"
)

// queued is a queue whose events nobody takes until the event loop runs.
func queued(t *testing.T) (s *script, q *eventQueue, seen *int) {
	t.Helper()
	s, seen = newScript(t), new(int)
	handle := func(sobek.Value, ...sobek.Value) (sobek.Value, error) { *seen++; return nil, nil }
	return s, newEventQueue(s.VU, handle), seen
}

func TestAStreamWaitsForAScriptThatIsSlowerThanItself(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, q, seen := queued(t)
		pushed := 0
		go func() {
			for range 40 {
				q.push(map[string]any{}, 1<<20)
				pushed++
			}
			q.close()
		}()
		synctest.Wait()
		if pushed != 16 {
			t.Errorf("%d MiB wait, 16 are allowed", pushed)
		}
		s.EventLoop.WaitOnRegistered()
		if pushed != 40 || *seen != 40 {
			t.Errorf("%d events pushed, %d seen", pushed, *seen)
		}
	})
}

func TestAStreamDoesNotWaitForAScriptThatIsGone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, q, _ := queued(t)
		pushed := make(chan struct{})
		go func() {
			defer close(pushed)
			for range 40 {
				q.push(map[string]any{}, 1<<20)
			}
		}()
		time.Sleep(time.Second)
		s.CancelContext()
		<-pushed
		q.close()
		s.EventLoop.WaitOnRegistered()
	})
}

func TestEventsAfterAnExceptionAreDropped(t *testing.T) {
	s := newScript(t)
	long := sseHead + strings.Repeat("data: {\"token\":\"a\"}\n\n", 1000) + ending
	err := s.try(newServer(t, long).url, `let n = 0; ear.open({ url, onEvent: () => { n++; throw new Error("mine") } })`)
	if err == nil || s.value(t, "n") != "1" {
		t.Fatalf("%v, called %s times", err, s.value(t, "n"))
	}
	if lines, _ := s.pushed(); len(lines) != 1 {
		t.Fatalf("%d records", len(lines))
	}
}
