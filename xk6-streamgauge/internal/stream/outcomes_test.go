package stream_test

import (
	"bytes"
	"compress/gzip"
	"compress/zlib"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/zstd"

	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/outcome"
	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/record"
	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/stream"
	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/transport"
)

const (
	sseHead     = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\n"
	chunkedHead = sseHead + "Transfer-Encoding: chunked\r\n\r\n"
	closeHead   = sseHead + "Connection: close\r\n\r\n"
	done        = "data: [DONE]\n\n"
	last        = "0\r\n\r\n"
)

func token(s string) string { return "data: {\"token\":\"" + s + "\"}\n\n" }
func chunk(s string) string { return fmt.Sprintf("%x\r\n%s\r\n", len(s), s) }
func delta(s string) string {
	return "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"" + s + "\"}}]}\n\n"
}
func finish(reason string) string {
	return "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"" + reason + "\"}]}\n\n"
}

type behaviour = row[func(*net.TCPConn, *http.Request)]

var behaviours = []behaviour{
	{"whole, chunked", "plain", writes(chunkedHead + chunk(token("a")) + chunk(token("b")) + chunk(done) + last),
		outcome.Complete, "", 2},
	{"whole, until the connection closes", "plain", writes(closeHead + token("a") + done), outcome.Complete, "", 1},
	{"whole, with a length", "plain",
		writes(sseHead + fmt.Sprintf("Content-Length: %d\r\n\r\n", len(token("a")+done)) + token("a") + done), outcome.Complete, "", 1},
	{"whole, CRLF and a comment", "plain",
		writes(closeHead + ": ping\r\n\r\ndata: {\"token\":\"a\"}\r\n\r\ndata: [DONE]\r\n\r\n"), outcome.Complete, "", 1},
	{"whole, no media type", "plain", writes(head("200 OK", "Connection: close\r\n") + token("a") + done), outcome.Complete, "", 1},
	{"finish reason and terminator", "openai-chat", writes(closeHead + delta("a") + finish("stop") + done), outcome.Complete, "", 1},
	{"finish reason, no terminator", "openai-chat", writes(chunkedHead + chunk(delta("a")+finish("stop")) + last),
		outcome.CompleteUnterminated, "", 1},
	{"finish reason length", "openai-chat", writes(closeHead + delta("a") + finish("length") + done), outcome.LengthLimited, "", 1},
	{"finish reason length, no terminator", "openai-chat", writes(closeHead + delta("a") + finish("length")),
		outcome.LengthLimited, "", 1},
	{"finish reason content_filter", "openai-chat", writes(closeHead + delta("a") + finish("content_filter") + done),
		outcome.Filtered, "", 1},
	{"terminator without finish reason", "openai-chat", writes(closeHead + delta("a") + done), outcome.TruncatedClean, "", 1},
	{"clean cut between events", "plain", writes(chunkedHead + chunk(token("a")) + last), outcome.TruncatedClean, "", 1},
	{"clean cut within an event", "plain", writes(chunkedHead + chunk(token("a")+"data: {\"tok") + last), outcome.TruncatedClean, "", 1},
	{"clean cut within a character", "plain", writes(closeHead + token("a") + "data: {\"token\":\"\xc3"), outcome.TruncatedClean, "", 1},
	{"terminator without its blank line", "plain", writes(closeHead + token("a") + "data: [DONE]\n"), outcome.TruncatedClean, "", 1},
	{"announced, and empty", "plain", writes(chunkedHead + last), outcome.TruncatedClean, "", 0},
	{"missing last chunk", "plain", writes(chunkedHead + chunk(token("a"))), outcome.TruncatedReset, "unexpected-end", 1},
	{"cut within a chunk", "plain", writes(chunkedHead + "ff\r\n" + token("a")), outcome.TruncatedReset, "unexpected-end", 1},
	{"shorter than its length", "plain", writes(sseHead + "Content-Length: 9999\r\n\r\n" + token("a")),
		outcome.TruncatedReset, "unexpected-end", 1},
	{"broken chunk framing", "plain", writes(chunkedHead + chunk(token("a")) + "zz\r\n"), outcome.TruncatedReset, "malformed-chunk", 1},
	{"reset in the middle", "plain", resets(chunkedHead + chunk(token("a"))), outcome.TruncatedReset, "connection-reset", 1},
	{"reset before an answer", "plain", resets(""), outcome.TruncatedReset, "connection-reset", 0},
	{"end without an answer", "plain", writes(""), outcome.TruncatedReset, "closed-without-response", 0},
	{"end within the headers", "plain", writes("HTTP/1.1 200 OK\r\nContent-Ty"), outcome.TruncatedReset, "malformed-response", 0},
	{"no HTTP at all", "plain", writes("hello\r\n\r\n"), outcome.TruncatedReset, "malformed-response", 0},
	{"error event in the middle", "plain",
		writes(closeHead + token("a") + "data: {\"error\":{\"code\":\"overloaded\",\"message\":\"later\"}}\n\n"),
		outcome.ErrorInBand, "overloaded", 1},
	{"error event, then the rest", "plain", writes(closeHead + "data: {\"error\":\"later\"}\n\n" + token("a") + done),
		outcome.ErrorInBand, "error-in-band", 1},
	{"200 with a JSON error", "plain",
		writes(head("200 OK", "Content-Type: application/json\r\nConnection: close\r\n") + `{"error":{"type":"server_error"}}`),
		outcome.ErrorInBand, "server_error", 0},
	{"200 with a JSON error that says it is a stream", "plain", writes(closeHead + `{"error":{"type":"server_error"}}`),
		outcome.ErrorInBand, "server_error", 0},
	{"a whole JSON answer", "plain",
		writes(head("200 OK", "Content-Type: application/json\r\nConnection: close\r\n") + `{"token":"a"}`),
		outcome.NotAStream, "not-a-stream", 0},
	{"a page of HTML", "plain",
		writes(head("200 OK", "Content-Type: text/html; charset=utf-8\r\nConnection: close\r\n") + "<!doctype html><p>hello"),
		outcome.NotAStream, "not-a-stream", 0},
	{"a page of HTML that says it is a stream", "plain", writes(closeHead + "<!doctype html><p>hello"),
		outcome.NotAStream, "not-a-stream", 0},
	{"an endless page of HTML", "plain",
		writes(head("200 OK", "Content-Type: text/html\r\n") + "<p>" + repeat(100_000, "x")), outcome.NotAStream, "not-a-stream", 0},
	{"text without events", "plain", writes(head("200 OK", "Content-Type: text/plain\r\nConnection: close\r\n") + "hello"),
		outcome.NotAStream, "not-a-stream", 0},
	{"204", "plain", writes(head("204 No Content", "")), outcome.NotAStream, "no-content", 0},
	{"an unknown encoding", "plain", writes(sseHead + "Content-Encoding: rot13\r\nConnection: close\r\n\r\n" + token("a")),
		outcome.NotAStream, "unknown-encoding", 0},
	{"429 with an error body", "plain",
		writes(head("429 Too Many Requests", "Retry-After: 7\r\nConnection: close\r\n") + `{"error":{"code":"rate_limit_exceeded"}}`),
		outcome.ErrorStatus, "rate_limit_exceeded", 0},
	{"500 with text", "plain", writes(head("500 Oops", "Connection: close\r\n") + "upstream died\nsee log"),
		outcome.ErrorStatus, "status-500", 0},
	{"503 whose body hangs", "plain", hangs(head("503 Busy", "Content-Length: 9\r\n")), outcome.ErrorStatus, "status-503", 0},
	{"502 without a body", "plain", writes(head("502 Bad Gateway", "Content-Length: 0\r\n")), outcome.ErrorStatus, "status-502", 0},
	{"a redirect that leads nowhere", "plain", writes(head("302 Found", "Content-Length: 0\r\n")), outcome.ErrorStatus, "status-302", 0},
	{"malformed JSON in a whole event", "plain", writes(closeHead + token("a") + "data: {\"token\":\n\n" + token("b") + done),
		outcome.Corrupt, "malformed-json", 2},
	{"bad UTF-8 within content is counted and corrupt", "plain", writes(closeHead + token("a\xff") + done), outcome.Corrupt, "bad-utf8", 1},
	{"an answer that never comes", "plain", hangs(""), outcome.TimeoutFirst, "timeout-first", 0},
	{"headers and then nothing", "plain", hangs(chunkedHead), outcome.TimeoutFirst, "timeout-first", 0},
	{"a stall among the tokens", "plain", hangs(chunkedHead + chunk(token("a"))), outcome.TimeoutStall, "timeout-stall", 1},
	{"a stall after the finish reason", "openai-chat", hangs(chunkedHead + chunk(delta("a")+finish("stop"))),
		outcome.TimeoutStall, "timeout-stall", 1},
	{"reset after the terminator", "plain", resets(chunkedHead + chunk(token("a")+done)), outcome.Complete, "connection-reset", 1},
	{"missing last chunk after the terminator", "plain", writes(chunkedHead + chunk(token("a")+done)),
		outcome.Complete, "unexpected-end", 1},
	{"rubbish after the terminator", "plain", writes(closeHead + token("a") + done + token("b") + "junk"),
		outcome.Complete, "data-after-terminator", 1},
	{"an error after the terminator", "plain", writes(closeHead + token("a") + done + "data: {\"error\":\"x\"}\n\n"),
		outcome.Complete, "data-after-terminator", 1},
	{"comments after the terminator are nothing", "plain", writes(closeHead + token("a") + done + ": bye\n\n"), outcome.Complete, "", 1},
	{"tool calls are content", "openai-chat", writes(closeHead +
		"data: {\"choices\":[{\"delta\":{\"tool_calls\":[{\"index\":0,\"function\":{\"name\":\"f\",\"arguments\":\"\"}}]}}]}\n\n" +
		"data: {\"choices\":[{\"delta\":{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"{}\"}}]}}]}\n\n" +
		finish("tool_calls") + done), outcome.Complete, "", 2},
	{"usage counts the tokens", "openai-chat", writes(closeHead + delta("a") + finish("stop") +
		"data: {\"choices\":[],\"usage\":{\"completion_tokens\":7,\"prompt_tokens\":3}}\n\n" + done), outcome.Complete, "", 7},
	{"gzip", "plain", encoded("gzip"), outcome.Complete, "", 2},
	{"deflate", "plain", encoded("deflate"), outcome.Complete, "", 2},
	{"br", "plain", encoded("br"), outcome.Complete, "", 2},
	{"zstd", "plain", encoded("zstd"), outcome.Complete, "", 2},
	{"gzip cut in the middle", "plain",
		writes(sseHead + "Content-Encoding: gzip\r\nConnection: close\r\n\r\n" + compress("gzip")[:20]),
		outcome.TruncatedReset, "unexpected-end", 0},
	{"no gzip under that name", "plain", writes(sseHead + "Content-Encoding: gzip\r\nConnection: close\r\n\r\n" + token("a") + done),
		outcome.TruncatedReset, "malformed-encoding", 0},
}

func compress(encoding string) string {
	var b bytes.Buffer
	text := []byte(token("a") + token("b") + done)
	switch encoding {
	case "gzip":
		w := gzip.NewWriter(&b)
		_, _ = w.Write(text)
		_ = w.Close()
	case "deflate":
		w := zlib.NewWriter(&b)
		_, _ = w.Write(text)
		_ = w.Close()
	case "br":
		w := brotli.NewWriter(&b)
		_, _ = w.Write(text)
		_ = w.Close()
	case "zstd":
		w, _ := zstd.NewWriter(&b)
		_, _ = w.Write(text)
		_ = w.Close()
	}
	return b.String()
}

func encoded(encoding string) func(*net.TCPConn, *http.Request) {
	return writes(sseHead + "Content-Encoding: " + encoding + "\r\nConnection: close\r\n\r\n" + compress(encoding))
}

func TestBehavioursOfAnHTTP1Server(t *testing.T) {
	if len(behaviours) < 30 {
		t.Fatalf("%d behaviours", len(behaviours))
	}
	judge(t, "HTTP/1.1", behaviours, func(t *testing.T, b behaviour) record.Record {
		return open(t, patient(request(t, rawServer(t, b.serve), b.dialect), b), transport.Key{})
	})
}

func TestATailLeftOpen(t *testing.T) {
	r := open(t, request(t, rawServer(t, hangs(chunkedHead+chunk(token("a")+done))), "plain"), transport.Key{})
	if r.Outcome != outcome.Complete || !r.TailOpen || r.End > 900_000 || r.Error != nil {
		t.Fatalf("%s, tail open %v, end %v ms, %+v", r.Outcome, r.TailOpen, r.End.Ms(), r.Error)
	}
}

func TestConnectionsRefused(t *testing.T) {
	noTLS := httptest.NewServer(streams(1, done))
	t.Cleanup(noTLS.Close)
	untrusted := secure(t, func(http.ResponseWriter, *http.Request) {})
	for _, c := range []struct {
		name, url, phase, code string
	}{
		{"nothing listens", "http://" + closedPort(t) + "/", "connect", "connection-refused"},
		{"no such name", "http://does-not-exist.invalid/", "dns", "name-not-resolved"},
		{"a server that speaks no TLS", strings.Replace(noTLS.URL, "http:", "https:", 1), "tls", "not-tls"},
		{"a certificate that is not trusted", untrusted.URL, "tls", "certificate-not-trusted"},
	} {
		t.Run(c.name, func(t *testing.T) {
			state := vuState()
			state.TLSConfig.InsecureSkipVerify = false
			finished := stream.Run(t.Context(), request(t, c.url, "plain"), transport.New(state, transport.Key{}), nil)
			r := finished.Record
			if r.Outcome != outcome.Refused || r.Error == nil || r.Error.Phase != c.phase || r.Error.Code != c.code {
				t.Fatalf("%s, %+v", r.Outcome, r.Error)
			}
			if r.Status != 0 || r.Reused.Known {
				t.Fatalf("%+v", r)
			}
		})
	}
}

func TestAProxyThatRefuses(t *testing.T) {
	state := vuState()
	inner, _ := state.Transport.(*http.Transport)
	inner.Proxy = func(*http.Request) (*urlType, error) { return parseURL("http://" + closedPort(t)) }
	finished := stream.Run(t.Context(), request(t, "http://server/", "plain"), transport.New(state, transport.Key{}), nil)
	r := finished.Record
	if r.Outcome != outcome.Refused || r.Error == nil || r.Error.Phase != "proxy" {
		t.Fatalf("%s, %+v", r.Outcome, r.Error)
	}
}
