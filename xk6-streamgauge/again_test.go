package streamgauge

import (
	"bufio"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"testing"
	"time"

	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/record"
)

const sseHead = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n"

// inTurn answers the n-th request with the n-th text and keeps what it was asked.
func inTurn(t *testing.T, answers ...string) (url string, asked chan http.Header) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	asked = make(chan http.Header, len(answers))
	go func() {
		for _, answer := range answers {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			if request, err := http.ReadRequest(bufio.NewReader(conn)); err == nil {
				_, _ = io.Copy(io.Discard, request.Body)
				asked <- request.Header
				_, _ = io.WriteString(conn, answer)
			}
			_ = conn.Close()
		}
	}()
	return "http://" + listener.Addr().String() + "/", asked
}

// numbered are tokens with ids and stamps from..to-1.
func numbered(from, to int) string {
	text := ""
	for i := from; i < to; i++ {
		text += fmt.Sprintf("id: %d\ndata: {\"token\":\"%d\",\"mock\":{\"i\":%d,\"t\":1}}\n\n", i, i, i)
	}
	return text
}

const ending = "data: [DONE]\n\n"

func TestACutStreamGoesOnAfterItsLastEvent(t *testing.T) {
	url, asked := inTurn(t, sseHead+numbered(0, 2), sseHead+numbered(2, 3), sseHead+numbered(3, 5)+ending)
	s := newScript(t)
	s.run(t, url, `let r; ear.open({ url, stream: "s/1", resume: { maxAttempts: 5 } }).then((record) => { r = record })`)
	lines, values := s.pushed()
	if len(lines) != 3 || len(values["llm_stream_completions"]) != 3 {
		t.Fatalf("%d records", len(lines))
	}
	whole := newScript(t)
	plain, _ := inTurn(t, sseHead+numbered(0, 5)+ending)
	whole.run(t, plain, `ear.open({ url })`)
	unbroken, _ := whole.pushed()
	hash := fields(t, unbroken[0])["textSha256"]
	for n, want := range []struct {
		stream, outcome, lastID string
		textBytes               float64
	}{
		{"s/1", "truncated_clean", "", 2}, {"s/1~2", "truncated_clean", "1", 3}, {"s/1~3", "complete", "2", 5},
	} {
		f, header := fields(t, lines[n]), <-asked
		if f["stream"] != want.stream || f["outcome"] != want.outcome || f["textBytes"] != want.textBytes || f["attempt"] != float64(n+1) {
			t.Errorf("attempt %d: %s", n+1, lines[n])
		}
		if of, ok := f["of"]; ok != (n > 0) || ok && of != "s/1" {
			t.Errorf("attempt %d is of %v", n+1, of)
		}
		if header.Get("Last-Event-Id") != want.lastID || header.Get("X-Request-Id") != want.stream {
			t.Errorf("attempt %d asked with %v", n+1, header)
		}
	}
	last := fields(t, lines[2])
	if s.value(t, "r") != lines[2] || last["attempts"] != 3.0 || last["textSha256"] != hash || fields(t, lines[0])["attempts"] != nil {
		t.Errorf("resolved to %s", s.value(t, "r"))
	}
}

func TestWhatEndsTheAttemptsToGoOn(t *testing.T) {
	for _, c := range []struct {
		name, second string
		attempts     int
		outcome      string
	}{
		{"204", "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n", 2, "not_a_stream"},
		{"an error status", "HTTP/1.1 500 No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", 2, "error_status"},
		{"as many attempts as allowed", sseHead + numbered(1, 2), 3, "truncated_clean"},
		{"a token that came before", sseHead + numbered(0, 2) + ending, 2, "corrupt"},
	} {
		t.Run(c.name, func(t *testing.T) {
			url, _ := inTurn(t, sseHead+numbered(0, 1), c.second, c.second)
			s := newScript(t)
			s.run(t, url, `ear.open({ url, resume: { maxAttempts: 3 } })`)
			lines, _ := s.pushed()
			last := fields(t, lines[len(lines)-1])
			if c.name == "as many attempts as allowed" {
				c.outcome = "corrupt" // the third begins with a token of the second
			}
			if len(lines) != c.attempts || last["outcome"] != c.outcome {
				t.Fatalf("%d attempts, %v", len(lines), last)
			}
		})
	}
}

func TestWithoutAnIDThereIsNothingToGoOnFrom(t *testing.T) {
	url, _ := inTurn(t, sseHead+"data: {\"token\":\"a\"}\n\n")
	s := newScript(t)
	s.run(t, url, `ear.open({ url, resume: { maxAttempts: 3 } })`)
	if lines, _ := s.pushed(); len(lines) != 1 || fields(t, lines[0])["attempts"] != 1.0 {
		t.Fatalf("%v", lines)
	}
}

func TestOnlyABusyServerIsAskedAgain(t *testing.T) {
	refused, _ := inTurn(t, "HTTP/1.1 401 No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
	s := newScript(t)
	s.run(t, refused, `ear.open({ url, retry: { maxAttempts: 4 } })`)
	if lines, _ := s.pushed(); len(lines) != 1 {
		t.Fatalf("401 was tried again: %v", lines)
	}
}

func TestTheWaitForABusyServerGrowsUpToItsCapAndIsDrawnFromTheSeed(t *testing.T) {
	waits := func() (list []time.Duration) {
		m := again{base: 100 * time.Millisecond, most: 350 * time.Millisecond, random: rand.New(rand.NewPCG(7, 0))} //nolint:gosec
		for m.attempt = 1; m.attempt <= 5; m.attempt++ {
			list = append(list, m.backoff(record.Maybe[float64]{}))
		}
		return append(list, m.backoff(record.Known(2.5)))
	}
	first, second := waits(), waits()
	for i, most := range []time.Duration{100, 200, 350, 350, 350} {
		most *= time.Millisecond
		if first[i] < most/2 || first[i] > most || first[i] != second[i] {
			t.Errorf("wait %d: %v of at most %v, again %v", i+1, first[i], most, second[i])
		}
	}
	if first[5] != 2500*time.Millisecond {
		t.Errorf("2.5 s were asked for, not %v", first[5])
	}
}

func TestAttemptsEndWithTheIteration(t *testing.T) {
	url, asked := inTurn(t, "HTTP/1.1 503 Busy\r\nRetry-After: 3600\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
	s := newScript(t)
	go func() { <-asked; s.CancelContext() }()
	_ = s.try(url, `ear.open({ url, retry: { maxAttempts: 4 } })`)
	if lines, _ := s.pushed(); len(lines) != 1 || s.root.tally.Counts().Active != 0 {
		t.Fatalf("%v", lines)
	}
}
