package stream_test

import (
	"net"
	"net/http"
	"testing"

	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/outcome"
	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/record"
	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/stream"
	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/transport"
)

const (
	textHead  = "HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\nTransfer-Encoding: chunked\r\n\r\n"
	textClose = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nConnection: close\r\n\r\n"
)

var bareTextBehaviours = []behaviour{
	{"whole", "chunked", writes(textHead + chunk("hello ") + chunk("world") + last), outcome.Complete, "", 3},
	{"until the connection closes", "chunked", writes(textClose + "hello world"), outcome.Complete, "", 3},
	{"empty", "chunked", writes(textHead + last), outcome.Complete, "", 0},
	{"missing last chunk", "chunked", writes(textHead + chunk("hello")), outcome.TruncatedReset, "unexpected-end", 2},
	{"reset in the middle", "chunked", resets(textHead + chunk("hello")), outcome.TruncatedReset, "connection-reset", 2},
	{"cut within a character", "chunked", writes(textHead + chunk("h\xc3") + last), outcome.TruncatedClean, "", 1},
	{"a character in two chunks", "chunked", writes(textHead + chunk("h\xc3") + chunk("\xa9") + last), outcome.Complete, "", 1},
	{"bytes that are no text", "chunked", writes(textHead + chunk("h\xff") + chunk("ello") + last), outcome.Corrupt, "bad-utf8", 2},
	{"a stall", "chunked", hangs(textHead + chunk("hello")), outcome.TimeoutStall, "timeout-stall", 2},
	{"headers and then nothing", "chunked", hangs(textHead), outcome.TimeoutFirst, "timeout-first", 0},
	{"a page of HTML", "chunked", writes(head("200 OK", "Content-Type: text/html\r\nConnection: close\r\n") + "<p>"),
		outcome.NotAStream, "not-a-stream", 0},
	{"a JSON answer", "chunked", writes(head("200 OK", "Content-Type: application/json\r\nConnection: close\r\n") + "{}"),
		outcome.NotAStream, "not-a-stream", 0},
	{"503", "chunked", writes(head("503 Busy", "Content-Length: 0\r\n")), outcome.ErrorStatus, "status-503", 0},
}

func TestBehavioursOfAServerOfBareText(t *testing.T) {
	judge(t, "HTTP/1.1, bare text", bareTextBehaviours, func(t *testing.T, b behaviour) record.Record {
		r := open(t, patient(request(t, rawServer(t, b.serve), b.dialect), b), transport.Key{})
		if r.TokenSource != "bytes" || r.Terminated.Known {
			t.Errorf("tokens by %s; terminated %+v, though bare text has no terminator", r.TokenSource, r.Terminated)
		}
		return r
	})
}

func TestReplacementCharactersAreFoundWhereverTheyAreSplit(t *testing.T) {
	body := "a\uFFFDb\uFFFD\xef\xbb\xbf" // the last one only begins like one
	for i := range len(body) {
		url := rawServer(t, func(conn *net.TCPConn, r *http.Request) {
			writes(textHead+chunk(body[:i+1]))(conn, r)
			writes(chunk(body[i+1:]+" ")+last)(conn, r)
		})
		if r := open(t, request(t, url, "chunked"), transport.Key{}); r.Replacements != 2 || r.Outcome != outcome.Complete {
			t.Fatalf("split at %d: %d found, %s, %+v", i+1, r.Replacements, r.Outcome, r.Error)
		}
	}
	r := open(t, request(t, rawServer(t, writes(closeHead+token("x\uFFFDy")+token(`\ufffd`)+done)), "plain"), transport.Key{})
	if r.Replacements != 2 || r.Outcome != outcome.Complete {
		t.Fatalf("%d found in events, %s", r.Replacements, r.Outcome)
	}
}

func TestBodiesAndHeadersBeyondTheirLimits(t *testing.T) {
	long := request(t, rawServer(t, writes(textHead+chunk(repeat(3000, "x"))+last)), "chunked")
	long.Limits = stream.Limits{TotalBytes: 2000}
	if r := open(t, long, transport.Key{}); r.Outcome != outcome.TruncatedReset || r.Error.Code != "body-too-long" {
		t.Errorf("body: %s, %+v", r.Outcome, r.Error)
	}
	event := request(t, rawServer(t, writes(closeHead+token("a")+token(repeat(300, "x")))), "plain")
	event.Limits = stream.Limits{EventBytes: 200}
	if r := open(t, event, transport.Key{}); r.Outcome != outcome.Corrupt || r.Error.Code != "event-too-long" || r.Tokens != 1 {
		t.Errorf("event: %s, %+v", r.Outcome, r.Error)
	}
	headers := request(t, rawServer(t, writes(head("200 OK", "X-Long: "+repeat(20_000, "x")+"\r\n"))), "plain")
	if r := open(t, headers, transport.Key{HeaderBytes: 10_000}); r.Outcome != outcome.TruncatedReset || r.Error.Code != "headers-too-long" {
		t.Errorf("headers: %s, %+v", r.Outcome, r.Error)
	}
	crowded := request(t, rawServer(t, writes(closeHead+done)), "plain")
	crowded.Crowded = true
	if r := open(t, crowded, transport.Key{}); r.Outcome != outcome.Refused || r.Error.Code != "too-many-open-streams" {
		t.Errorf("crowded: %s, %+v", r.Outcome, r.Error)
	}
}
