package streamgauge

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/monotonic"
)

// answering is what a server says to the n-th request (from 0), after so long.
type answering struct {
	after time.Duration
	text  string
	hang  bool // leaves the connection open until the client goes
}

// visit is a request as the server got it.
type visit struct {
	at     time.Duration
	header http.Header
}

// byFakeClock runs a script in a VU by a fake clock, against a server at the other end of a pipe. check gets the records and
// when which request came.
func byFakeClock(t *testing.T, code string, answers []answering, check func(t *testing.T, s *script, lines []string, visits []visit)) {
	t.Helper()
	exact := sleepUntil
	sleepUntil = monotonic.CoarseSleepUntil // the kernel's sleep knows of no fake clock
	t.Cleanup(func() { sleepUntil = exact })
	synctest.Test(t, func(t *testing.T) {
		var (
			servers sync.WaitGroup
			mu      sync.Mutex
			visits  []visit
		)
		time.Sleep(time.Hour - time.Duration(monotonic.Now())) // a fake clock begins in 2000, before the host was started
		began := time.Now()
		s := newScript(t)
		s.state.Dialer = nil
		s.state.Transport = &http.Transport{DialContext: func(context.Context, string, string) (net.Conn, error) {
			client, server := net.Pipe()
			servers.Go(func() {
				defer func() { _ = server.Close() }()
				request, err := http.ReadRequest(bufio.NewReader(server))
				if err != nil {
					return
				}
				_, _ = io.Copy(io.Discard, request.Body)
				mu.Lock()
				a := answers[min(len(visits), len(answers)-1)]
				visits = append(visits, visit{time.Since(began), request.Header})
				mu.Unlock()
				time.Sleep(a.after)
				_, _ = io.WriteString(server, a.text)
				if a.hang {
					_, _ = io.Copy(io.Discard, server)
				}
			})
			return client, nil
		}}
		s.run(t, "http://server/", code)
		servers.Wait()
		lines, _ := s.pushed()
		check(t, s, lines, visits)
	})
}

// times are the instants of the visits.
func times(visits []visit) (list []time.Duration) {
	for _, v := range visits {
		list = append(list, v.at)
	}
	return list
}

// equalTimes compares to the microsecond, which is the resolution of the options.
func equalTimes(t *testing.T, got []time.Duration, want ...time.Duration) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("asked at %v, not at %v", got, want)
	}
	for i := range want {
		if d := (got[i] - want[i]).Abs(); d > time.Microsecond {
			t.Errorf("asked at %v, not at %v", got, want)
		}
	}
}

const busyHead = "HTTP/1.1 503 Busy\r\nContent-Length: 0\r\nConnection: close\r\n%s\r\n"

func busy(retryAfter string) answering {
	more := ""
	if retryAfter != "" {
		more = "Retry-After: " + retryAfter + "\r\n"
	}
	return answering{text: fmt.Sprintf(busyHead, more)}
}

func whole() answering { return answering{text: answer} }

func TestRetriesWaitAsLongAsTheServerAsks(t *testing.T) {
	slow := busy("0.25")
	slow.after = 2 * time.Second
	slow.text = strings.Replace(slow.text, "503 Busy", "429 Slow", 1)
	byFakeClock(t, `ear.open({ url, retry: { maxAttempts: 5 } })`, []answering{busy("7"), slow, whole()},
		func(t *testing.T, _ *script, lines []string, visits []visit) {
			equalTimes(t, times(visits), 0, 7*time.Second, 9250*time.Millisecond)
			if len(lines) != 3 {
				t.Fatalf("%d records", len(lines))
			}
			for n, line := range lines {
				f := fields(t, line)
				if f["startDelayMs"] != 0.0 || f["attempt"] != float64(n+1) {
					t.Errorf("attempt %d: %s", n+1, line)
				}
			}
		})
}

func TestRetriesWithoutAnAnswerWhenWaitLongerEachTime(t *testing.T) {
	var first []time.Duration
	for range 2 {
		byFakeClock(t, `ear.open({ url, retry: { maxAttempts: 6, baseMs: 1000, capMs: 3000, seed: 3 } })`, []answering{busy("")},
			func(t *testing.T, _ *script, lines []string, visits []visit) {
				if len(visits) != 6 || len(lines) != 6 {
					t.Fatalf("%d visits, %d records", len(visits), len(lines))
				}
				for n, most := range []time.Duration{1, 2, 3, 3, 3} {
					most *= time.Second
					if wait := visits[n+1].at - visits[n].at; wait < most/2 || wait > most {
						t.Errorf("wait %d: %v of at most %v", n+1, wait, most)
					}
				}
				if first != nil {
					equalTimes(t, times(visits), first...) // the seed draws the same
				}
				first = times(visits)
			})
	}
}

func TestAResumeWaitsItsDelay(t *testing.T) {
	cut := answering{after: time.Second, text: sseHead + numbered(0, 2)}
	rest := answering{text: sseHead + numbered(2, 3) + ending}
	byFakeClock(t, `ear.open({ url, resume: { maxAttempts: 3, delayMs: 1500 } })`, []answering{cut, rest},
		func(t *testing.T, _ *script, lines []string, visits []visit) {
			equalTimes(t, times(visits), 0, 2500*time.Millisecond)
			if visits[1].header.Get("Last-Event-Id") != "1" || fields(t, lines[1])["outcome"] != "complete" {
				t.Errorf("%v, %s", visits[1].header, lines[1])
			}
		})
}

func TestAStreamStartsAtItsInstant(t *testing.T) {
	byFakeClock(t, `ear.open({ url, startAtMs: ear.nowMs() + 12345.5 }); ear.open({ url, scheduledMs: ear.nowMs() - 1000 })`,
		[]answering{{after: 500 * time.Millisecond, text: answer}},
		func(t *testing.T, _ *script, lines []string, visits []visit) {
			equalTimes(t, times(visits), 0, 12345500*time.Microsecond)
			late, exact := fields(t, lines[0]), fields(t, lines[1])
			if late["startDelayMs"] != 1000.0 || late["ttftMs"] != 1500.0 || late["ttftFromSendMs"] != 500.0 {
				t.Errorf("%s", lines[0])
			}
			if delay := exact["startDelayMs"].(float64); delay < 0 || delay > 0.001 {
				t.Errorf("%s", lines[1])
			}
		})
}

func TestTheLimitsOfTheOptionsHold(t *testing.T) {
	silent := answering{hang: true}
	stalled := answering{text: sseHead + "data: {\"token\":\"a\"}\n\n", hang: true}
	for _, c := range []struct {
		params  string
		server  answering
		outcome string
		endMs   float64
	}{
		{`timeouts: { firstMs: 700 }`, silent, "timeout_first", 700},
		{`timeouts: { stallMs: 800 }`, stalled, "timeout_stall", 800},
		{`timeouts: { totalMs: 900 }`, stalled, "timeout_total", 900},
		{``, silent, "timeout_first", 30_000},
		{``, stalled, "timeout_stall", 15_000},
		{`timeouts: { stallMs: 1e9 }`, stalled, "timeout_total", 600_000},
		{`cancel: { afterMs: 650 }`, stalled, "cancelled", 650},
		{`cancel: { afterMs: 650 }`, silent, "cancelled", 650},
	} {
		t.Run(c.params+" "+c.outcome, func(t *testing.T) {
			byFakeClock(t, `ear.open({ url, `+c.params+` })`, []answering{c.server},
				func(t *testing.T, _ *script, lines []string, _ []visit) {
					if f := fields(t, lines[0]); f["outcome"] != c.outcome || f["endMs"] != c.endMs {
						t.Fatalf("%s", lines[0])
					}
				})
		})
	}
}

func TestCutAfterEndsWhatIsOpenThen(t *testing.T) {
	byFakeClock(t, `
		let outcomes = []
		Promise.all([ear.open({ url }), ear.open({ url, startAtMs: ear.nowMs() + 3600000 })])
			.then((rs) => { outcomes = rs.map((r) => [r.outcome, r.endMs]) })
		ear.cutAfter(4000)`, []answering{{text: sseHead + "data: {\"token\":\"a\"}\n\n", hang: true}},
		func(t *testing.T, s *script, lines []string, _ []visit) {
			if got := s.value(t, "outcomes.map(([outcome]) => outcome)"); got != `["harness_cut","harness_cut"]` {
				t.Fatalf("got %s", got)
			}
			if len(lines) != 1 || fields(t, lines[0])["endMs"] != 4000.0 {
				t.Fatalf("of one started stream: %v", lines)
			}
		})
}
