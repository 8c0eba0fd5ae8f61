package stream_test

import (
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/outcome"
	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/stream"
	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/transport"
)

type urlType = url.URL

func parseURL(text string) (*url.URL, error) { return url.Parse(text) }

// streams writes tokens, each flushed.
func streams(n int, end string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		w.Header().Set("X-Mock-Instance", "one")
		for range n {
			_, _ = io.WriteString(w, token("a"))
			_ = http.NewResponseController(w).Flush()
		}
		_, _ = io.WriteString(w, end)
	}
}

// untilLeft writes two tokens and waits for the client to leave the stream; every further request it answers whole.
func untilLeft() http.HandlerFunc {
	var requests atomic.Int64
	return func(w http.ResponseWriter, r *http.Request) {
		if requests.Add(1) > 1 {
			streams(3, done)(w, r)
			return
		}
		streams(2, "")(w, r)
		<-r.Context().Done()
	}
}

func TestHTTP2OverTLS(t *testing.T) {
	server := secure(t, streams(5, done))
	r := open(t, request(t, server.URL, "plain"), transport.Key{})
	if r.Outcome != outcome.Complete || r.Protocol != "HTTP/2" || r.Tokens != 5 || r.Instance != "one" {
		t.Fatalf("%s over %s, %d tokens, %+v", r.Outcome, r.Protocol, r.Tokens, r.Error)
	}
	if !r.TLS.Known || !r.Connect.Known || !r.Sent.Known || !r.Headers.Known || r.DNS.Known {
		t.Fatalf("phases: %+v", r)
	}
}

func TestHTTP11OverTLSWhenAskedFor(t *testing.T) {
	r := open(t, request(t, secure(t, streams(3, done)).URL, "plain"), transport.Key{HTTP: "1.1"})
	if r.Outcome != outcome.Complete || r.Protocol != "HTTP/1.1" || !r.TLS.Known {
		t.Fatalf("%s over %s, %+v", r.Outcome, r.Protocol, r.Error)
	}
}

func TestHTTP2OverCleartextByPriorKnowledge(t *testing.T) {
	server := httptest.NewUnstartedServer(streams(3, done))
	server.Config.Protocols = new(http.Protocols)
	server.Config.Protocols.SetUnencryptedHTTP2(true)
	server.Start()
	t.Cleanup(server.Close)
	r := open(t, request(t, server.URL, "plain"), transport.Key{HTTP: "2"})
	if r.Outcome != outcome.Complete || r.Protocol != "HTTP/2" || r.Tokens != 3 {
		t.Fatalf("%s over %s, %+v", r.Outcome, r.Protocol, r.Error)
	}
}

func TestAnHTTP2StreamThatIsReset(t *testing.T) {
	server := secure(t, func(w http.ResponseWriter, r *http.Request) {
		streams(2, "")(w, r)
		panic(http.ErrAbortHandler) // the server answers by RST_STREAM
	})
	r := open(t, request(t, server.URL, "plain"), transport.Key{})
	if r.Outcome != outcome.TruncatedReset || r.Error.Code != "stream-reset" || r.Tokens != 2 {
		t.Fatalf("%s, %+v", r.Outcome, r.Error)
	}
}

func TestACancelledHTTP2StreamLeavesTheConnectionOpen(t *testing.T) {
	server := secure(t, untilLeft())
	tr := transport.New(vuState(), transport.Key{})
	defer tr.CloseIdleConnections()
	first := request(t, server.URL, "plain")
	first.Cancel = &stream.Cancel{AfterTokens: 2, How: "rst"}
	if r := stream.Run(t.Context(), first, tr, nil).Record; r.Outcome != outcome.Cancelled || r.Cancel.How != "rst" {
		t.Fatalf("%s, %+v", r.Outcome, r.Error)
	}
	second := request(t, server.URL, "plain")
	if r := stream.Run(t.Context(), second, tr, nil).Record; r.Outcome != outcome.Complete || !r.Reused.Value {
		t.Fatalf("%s, reused %v, %+v", r.Outcome, r.Reused, r.Error)
	}
}

func TestACancelledHTTP2StreamOverCleartextLeavesTheConnectionOpen(t *testing.T) {
	server := httptest.NewUnstartedServer(untilLeft())
	server.Config.Protocols = new(http.Protocols)
	server.Config.Protocols.SetUnencryptedHTTP2(true)
	server.Start()
	t.Cleanup(server.Close)
	tr := transport.New(vuState(), transport.Key{HTTP: "2"})
	defer tr.CloseIdleConnections()
	first := request(t, server.URL, "plain")
	first.Cancel = &stream.Cancel{AfterTokens: 2, How: "fin"}
	if r := stream.Run(t.Context(), first, tr, nil).Record; r.Outcome != outcome.Cancelled {
		t.Fatalf("%s, %+v", r.Outcome, r.Error)
	}
	if r := stream.Run(t.Context(), request(t, server.URL, "plain"), tr, nil).Record; r.Outcome != outcome.Complete || !r.Reused.Value {
		t.Fatalf("%s, reused %v, %+v", r.Outcome, r.Reused, r.Error)
	}
}

func TestHowACancelledConnectionEnds(t *testing.T) {
	for _, how := range []string{"fin", "rst"} {
		t.Run(how, func(t *testing.T) {
			seen := make(chan error, 1)
			url := rawServer(t, func(conn *net.TCPConn, _ *http.Request) {
				_, _ = io.WriteString(conn, chunkedHead+chunk(token("a")))
				_, err := conn.Read(make([]byte, 1))
				seen <- err
			})
			q := request(t, url, "plain")
			q.Cancel = &stream.Cancel{AfterTokens: 1, How: how}
			if r := open(t, q, transport.Key{}); r.Outcome != outcome.Cancelled {
				t.Fatalf("%s", r.Outcome)
			}
			err := <-seen
			if reset := err != nil && strings.Contains(err.Error(), "reset"); reset != (how == "rst") {
				t.Fatalf("the server saw %v", err)
			}
		})
	}
}

func TestRedirects(t *testing.T) {
	hops := func(n int) string {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if len(r.URL.Path) <= n {
				http.Redirect(w, r, r.URL.Path+"x", http.StatusTemporaryRedirect)
				return
			}
			body, _ := io.ReadAll(r.Body)
			if r.Method != http.MethodPost || string(body) != "{}" {
				w.WriteHeader(http.StatusTeapot)
				return
			}
			streams(1, done)(w, r)
		}))
		t.Cleanup(server.Close)
		return server.URL + "/"
	}
	if r := open(t, request(t, hops(10), "plain"), transport.Key{}); r.Outcome != outcome.Complete || r.Resent != 0 {
		t.Errorf("10 redirects: %s, %d, %+v, sent again %d times", r.Outcome, r.Status, r.Error, r.Resent)
	}
	if r := open(t, request(t, hops(11), "plain"), transport.Key{}); r.Outcome != outcome.ErrorStatus || r.Status != 307 || r.Resent != 0 {
		t.Errorf("11 redirects: %s, %d", r.Outcome, r.Status)
	}
	none := request(t, hops(1), "plain")
	none.MaxRedirects = 0
	if r := open(t, none, transport.Key{}); r.Outcome != outcome.ErrorStatus || r.Status != 307 {
		t.Errorf("no redirects: %s, %d", r.Outcome, r.Status)
	}
}

func TestConnectionsAreReused(t *testing.T) {
	server := httptest.NewServer(streams(1, done))
	t.Cleanup(server.Close)
	tr := transport.New(vuState(), transport.Key{})
	defer tr.CloseIdleConnections()
	for i := range 3 {
		r := stream.Run(t.Context(), request(t, server.URL, "plain"), tr, nil).Record
		if runtime.GOOS == "linux" && (r.Stamp != "kernel" || len(r.Lag) == 0) {
			t.Fatalf("stream %d: stamped by %s, lag %v", i, r.Stamp, r.Lag)
		}
		if r.Outcome != outcome.Complete || r.Reused.Value != (i > 0) || r.Connect.Known != (i == 0) {
			t.Fatalf("stream %d: %s, reused %v, connect %v", i, r.Outcome, r.Reused, r.Connect)
		}
	}
}

func TestRetryAfter(t *testing.T) {
	date := time.Now().Add(90 * time.Second).UTC().Format(http.TimeFormat)
	for _, c := range []struct {
		name, headers string
		low, high     float64
		known         bool
	}{
		{"milliseconds win", "Retry-After-Ms: 1500\r\nRetry-After: 7\r\n", 1.5, 1.5, true},
		{"seconds", "Retry-After: 7\r\n", 7, 7, true},
		{"a date", "Retry-After: " + date + "\r\n", 85, 90, true},
		{"none", "", 0, 0, false},
		{"nonsense", "Retry-After: soon\r\n", 0, 0, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			url := rawServer(t, writes(head("429 Slow Down", "Content-Length: 0\r\n"+c.headers)))
			r := open(t, request(t, url, "plain"), transport.Key{})
			if got := r.RetryAfterS; got.Known != c.known || got.Value < c.low || got.Value > c.high {
				t.Fatalf("%+v", got)
			}
		})
	}
}

func TestSecretsThatTheServerEchoesAreNotKept(t *testing.T) {
	url := rawServer(t, writes(head("401 No", "Connection: close\r\n")+
		`{"error":{"code":"bad sk-12345678","message":"Incorrect key: Bearer sk-12345678."}}`))
	q := request(t, url, "plain")
	q.Secrets = []string{"Bearer sk-12345678", "sk-12345678"}
	r := open(t, q, transport.Key{})
	if r.Error.Message != "Incorrect key: ***." || r.Error.Code != "bad ***" {
		t.Fatalf("%+v", r.Error)
	}
}

func TestURLsStandInNoError(t *testing.T) {
	for _, url := range []string{"http://" + closedPort(t) + "/?key=sk-12345678", rawServer(t, resets("")) + "?key=sk-12345678"} {
		if r := open(t, request(t, url, "plain"), transport.Key{}); r.Error == nil || strings.Contains(r.Error.Message, "sk-12345678") {
			t.Errorf("%+v", r.Error)
		}
	}
}

func TestAnEndlessEventIsCorrupt(t *testing.T) {
	url := rawServer(t, writes(closeHead+token("a")+"data: "+repeat(17<<20, "x")))
	if r := open(t, request(t, url, "plain"), transport.Key{}); r.Outcome != outcome.Corrupt || r.Error.Code != "event-too-long" || r.Tokens != 1 {
		t.Fatalf("%s, %+v", r.Outcome, r.Error)
	}
}

func TestLongErrorsAreCut(t *testing.T) {
	url := rawServer(t, writes(head("500 No", "Connection: close\r\n")+`{"error":"`+repeat(2000, "é")+`"}`))
	if r := open(t, request(t, url, "plain"), transport.Key{}); len(r.Error.Message) > 510 || !strings.HasSuffix(r.Error.Message, "é…") {
		t.Fatalf("%d bytes", len(r.Error.Message))
	}
}

func TestBytesAreCountedByK6(t *testing.T) {
	server := httptest.NewServer(streams(3, done))
	t.Cleanup(server.Close)
	state := vuState()
	tr := transport.New(state, transport.Key{})
	defer tr.CloseIdleConnections()
	r := stream.Run(t.Context(), request(t, server.URL, "plain"), tr, nil).Record
	read, written := counters(state)
	if read <= r.Bytes || written == 0 {
		t.Fatalf("body %d bytes, k6 counted %d read, %d written", r.Bytes, read, written)
	}
}
