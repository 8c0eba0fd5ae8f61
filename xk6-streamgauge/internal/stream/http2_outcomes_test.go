package stream_test

import (
	"fmt"
	"strings"
	"testing"

	"golang.org/x/net/http2"

	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/outcome"
	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/record"
	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/stream"
	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/transport"
)

// begun answers with headers and one token, and goes on as told.
func begun(more func(*h2)) func(*h2) {
	return func(s *h2) {
		s.head(200)
		s.data(token("a"))
		more(s)
	}
}

func nothingMore(*h2) {}

// resetBy resets the stream with a code: RFC 9113, section 7.
func resetBy(code http2.ErrCode) func(*h2) {
	return func(s *h2) { _ = s.WriteRSTStream(s.id, code); s.hang() }
}

// goesAway says with which stream, counted from ours, it will be the last, and goes on as told.
func goesAway(last int, code http2.ErrCode, more func(*h2)) func(*h2) {
	return func(s *h2) {
		_ = s.WriteGoAway(uint32(int(s.id)+last), code, []byte("bye")) //nolint:gosec // 1 and some
		more(s)
	}
}

// once does it on the first connection; the next one is answered whole.
func once(serve func(*h2)) func(*h2) {
	return func(s *h2) {
		if s.count == 1 {
			serve(s)
			return
		}
		s.head(200)
		s.end(token("b") + done)
	}
}

var http2Behaviours = []row[func(*h2)]{
	{"whole", "plain", begun(func(s *h2) { s.data(token("b")); s.end(done) }), outcome.Complete, "", 2},
	{"whole, the end in a frame of its own", "plain", begun(func(s *h2) { s.data(done); s.end("") }), outcome.Complete, "", 1},
	{"whole, with trailers", "plain", begun(func(s *h2) {
		s.data(done)
		_ = s.WriteHeaders(http2.HeadersFrameParam{StreamID: s.id, BlockFragment: s.fields("x-sum", "1"), EndHeaders: true, EndStream: true})
	}), outcome.Complete, "", 1},
	{"trailers instead of the rest", "plain", begun(func(s *h2) {
		_ = s.WriteHeaders(http2.HeadersFrameParam{StreamID: s.id, BlockFragment: s.fields("grpc-status", "14"), EndHeaders: true, EndStream: true})
	}), outcome.TruncatedClean, "", 1},
	{"whole, after 103", "plain", func(s *h2) { s.head(103, "link", "</a>"); begun(func(s *h2) { s.end(done) })(s) }, outcome.Complete, "", 1},
	{"whole, with a length", "plain", func(s *h2) {
		s.head(200, "content-length", fmt.Sprint(len(token("a")+done)))
		s.end(token("a") + done)
	}, outcome.Complete, "", 1},
	{"whole, padded, in frames of one byte", "plain", func(s *h2) {
		s.head(200)
		for _, b := range []byte(token("a") + done) {
			_ = s.WriteDataPadded(s.id, false, []byte{b}, make([]byte, 7))
		}
		s.end("")
	}, outcome.Complete, "", 1},
	{"gzip", "plain", func(s *h2) { s.head(200, "content-encoding", "gzip"); s.end(compress("gzip")) }, outcome.Complete, "", 2},
	{"finish reason, no terminator", "openai-chat", func(s *h2) { s.head(200); s.end(delta("a") + finish("stop")) },
		outcome.CompleteUnterminated, "", 1},
	{"finish reason length", "openai-chat", func(s *h2) { s.head(200); s.end(delta("a") + finish("length") + done) },
		outcome.LengthLimited, "", 1},
	{"END_STREAM between events", "plain", begun(func(s *h2) { s.end("") }), outcome.TruncatedClean, "", 1},
	{"END_STREAM within an event", "plain", begun(func(s *h2) { s.end("data: {\"tok") }), outcome.TruncatedClean, "", 1},
	{"END_STREAM with the headers", "plain", func(s *h2) {
		block := s.fields(":status", "200", "content-type", "text/event-stream")
		_ = s.WriteHeaders(http2.HeadersFrameParam{StreamID: s.id, BlockFragment: block, EndHeaders: true, EndStream: true})
	}, outcome.TruncatedClean, "", 0},
	{"shorter than its length", "plain", func(s *h2) { s.head(200, "content-length", "9999"); s.end(token("a")) },
		outcome.TruncatedReset, "unexpected-end", 1},
	{"longer than its length", "plain", func(s *h2) { s.head(200, "content-length", "5"); s.data(token("a")); s.end(done) },
		outcome.TruncatedReset, "content-length-exceeded", 0},
	{"GOAWAY that lets the stream end", "plain", begun(goesAway(0, http2.ErrCodeNo, func(s *h2) { s.end(done) })), outcome.Complete, "", 1},
	{"GOAWAY, then the end of the connection", "plain", begun(goesAway(0, http2.ErrCodeNo, nothingMore)),
		outcome.TruncatedReset, "connection-going-away", 1},
	{"GOAWAY with an error, then the end", "plain", begun(goesAway(0, http2.ErrCodeEnhanceYourCalm, nothingMore)),
		outcome.TruncatedReset, "connection-going-away", 1},
	{"GOAWAY that leaves the stream out", "plain", begun(goesAway(-1, http2.ErrCodeNo, (*h2).hang)),
		outcome.TruncatedReset, "connection-going-away", 1},
	{"GOAWAY before an answer, given elsewhere", "plain", once(goesAway(-1, http2.ErrCodeNo, nothingMore)), outcome.Complete, "", 1},
	{"REFUSED_STREAM before an answer, given then", "plain", func(s *h2) {
		_ = s.WriteRSTStream(s.id, http2.ErrCodeRefusedStream)
		s.next()
		begun(func(s *h2) { s.end(done) })(s)
	}, outcome.Complete, "", 1},
	{"RST_STREAM before an answer", "plain", resetBy(http2.ErrCodeInternal), outcome.TruncatedReset, "stream-reset", 0},
	{"RST_STREAM between headers and body", "plain", func(s *h2) { s.head(200); resetBy(http2.ErrCodeInternal)(s) },
		outcome.TruncatedReset, "stream-reset", 0},
	{"the connection is reset", "plain", begun(func(s *h2) { _ = s.conn.SetLinger(0); _ = s.conn.Close() }),
		outcome.TruncatedReset, "connection-reset", 1},
	{"the connection is reset before an answer", "plain", func(s *h2) { _ = s.conn.SetLinger(0); _ = s.conn.Close() },
		outcome.TruncatedReset, "connection-reset", 0},
	{"the connection ends without END_STREAM", "plain", begun(nothingMore), outcome.TruncatedReset, "unexpected-end", 1},
	{"the connection ends within a frame", "plain", begun(func(s *h2) { _, _ = s.conn.Write([]byte("\x00\x00\x20\x00\x00\x00\x00\x00\x01data")) }),
		outcome.TruncatedReset, "unexpected-end", 1},
	{"the connection ends without an answer", "plain", nothingMore, outcome.TruncatedReset, "unexpected-end", 0},
	{"bytes that are no frame", "plain", begun(func(s *h2) { _, _ = s.conn.Write([]byte(repeat(20, "\xff"))); s.hang() }),
		outcome.TruncatedReset, "malformed-frame", 1},
	{"DATA of no stream", "plain", begun(func(s *h2) { _ = s.WriteRawFrame(http2.FrameData, 0, 0, []byte("x")); s.hang() }),
		outcome.TruncatedReset, "malformed-frame", 1},
	{"headers that cannot be unpacked", "plain", func(s *h2) {
		_ = s.WriteHeaders(http2.HeadersFrameParam{StreamID: s.id, BlockFragment: []byte{0xff, 0xff, 0xff, 0xff, 0xff}, EndHeaders: true})
		s.hang()
	}, outcome.TruncatedReset, "malformed-frame", 0},
	{"PUSH_PROMISE that nobody allowed", "plain", begun(func(s *h2) {
		_ = s.WritePushPromise(http2.PushPromiseParam{StreamID: s.id, PromiseID: 2, BlockFragment: s.fields(":method", "GET"), EndHeaders: true})
		s.hang()
	}), outcome.TruncatedReset, "malformed-frame", 1},
	{"an answer without a status", "plain", func(s *h2) {
		_ = s.WriteHeaders(http2.HeadersFrameParam{StreamID: s.id, BlockFragment: s.fields("content-type", "text/event-stream"), EndHeaders: true})
		s.hang()
	}, outcome.TruncatedReset, "malformed-response", 0},
	{"endless headers", "plain", func(s *h2) {
		var pairs []string // which HPACK packs into some hundred bytes
		for range 300 {
			pairs = append(pairs, "x-long", repeat(1000, "x"))
		}
		s.head(200, pairs...)
		s.hang()
	}, outcome.TruncatedReset, "headers-too-long", 0},
	{"a server of HTTP/1.1", "plain", func(s *h2) { _, _ = s.conn.Write([]byte("HTTP/1.1 400 Bad Request\r\n\r\n")) },
		outcome.TruncatedReset, "malformed-frame", 0},
	{"429 with an error body", "plain", func(s *h2) {
		s.head(429, "content-type", "application/json", "retry-after", "7")
		s.end(`{"error":{"code":"rate_limit_exceeded"}}`)
	}, outcome.ErrorStatus, "rate_limit_exceeded", 0},
	{"503 whose body hangs", "plain", func(s *h2) { s.head(503); s.hang() }, outcome.ErrorStatus, "status-503", 0},
	{"204", "plain", func(s *h2) { s.head(204); s.end("") }, outcome.NotAStream, "no-content", 0},
	{"a page of HTML", "plain", func(s *h2) { s.head(200, "content-type", "text/html"); s.end("<p>") }, outcome.NotAStream, "not-a-stream", 0},
	{"error event in the middle", "plain", begun(func(s *h2) { s.end("data: {\"error\":{\"code\":\"overloaded\"}}\n\n") }),
		outcome.ErrorInBand, "overloaded", 1},
	{"malformed JSON in a whole event", "plain", begun(func(s *h2) { s.end("data: {\n\n" + done) }), outcome.Corrupt, "malformed-json", 1},
	{"an answer that never comes", "plain", (*h2).hang, outcome.TimeoutFirst, "timeout-first", 0},
	{"headers and then nothing", "plain", func(s *h2) { s.head(200); s.hang() }, outcome.TimeoutFirst, "timeout-first", 0},
	{"a stall among the tokens", "plain", begun((*h2).hang), outcome.TimeoutStall, "timeout-stall", 1},
	{"a stall with PINGs and empty frames", "plain", begun(func(s *h2) {
		_ = s.WritePing(false, [8]byte{1})
		s.data("")
		s.hang()
	}), outcome.TimeoutStall, "timeout-stall", 1},
	{"RST_STREAM after the terminator", "plain", begun(func(s *h2) { s.data(done); resetBy(http2.ErrCodeInternal)(s) }),
		outcome.Complete, "stream-reset", 1},
	{"the connection ends after the terminator", "plain", begun(func(s *h2) { s.data(done) }), outcome.Complete, "unexpected-end", 1},
	{"more data after the terminator", "plain", begun(func(s *h2) { s.end(done + token("b")) }), outcome.Complete, "data-after-terminator", 1},
}

func TestBehavioursOfAnHTTP2Server(t *testing.T) {
	rows := http2Behaviours
	for code := http2.ErrCodeNo; code <= http2.ErrCodeHTTP11Required; code++ {
		name := "RST_STREAM " + code.String()
		rows = append(rows, row[func(*h2)]{name, "plain", begun(resetBy(code)), outcome.TruncatedReset, "stream-reset", 1})
	}
	judge(t, "HTTP/2", rows, func(t *testing.T, b row[func(*h2)]) record.Record {
		r := open(t, patient(request(t, rawHTTP2(t, b.serve), b.dialect), b), transport.Key{HTTP: "2", HeaderBytes: 256 << 10})
		if r.Status != 0 && r.Protocol != "HTTP/2" {
			t.Errorf("over %s", r.Protocol)
		}
		if again := strings.Contains(b.name, "given"); again != (r.Resent == 1) || !again && r.Resent != 0 {
			t.Errorf("sent again %d times", r.Resent)
		}
		return r
	})
}

// A slow reader's stream has a window of 4 KB. A server that keeps to it waits for its updates, which come as the reader
// takes what is there; one that does not has broken the rules.
func TestTheWindowOfASlowReader(t *testing.T) {
	obeys := func(s *h2) {
		s.head(200)
		body, window := repeat(200, token("abc"))+done, 4096
		for len(body) > 0 {
			n := min(window, len(body), 1000)
			s.data(body[:n])
			body, window = body[n:], window-n
			for window == 0 {
				update, ok := <-s.updates
				if !ok {
					return
				}
				window += int(update)
			}
		}
		s.end("")
	}
	overruns := begun(func(s *h2) {
		s.data(repeat(1000, token("abc")))
		s.hang()
	})
	judge(t, "HTTP/2, the window of a slow reader", []row[func(*h2)]{
		{"a server that keeps to it", "plain", obeys, outcome.Complete, "", 200},
		{"a server that overruns it", "plain", overruns, outcome.TruncatedReset, "malformed-frame", 1},
	}, func(t *testing.T, b row[func(*h2)]) record.Record {
		q := patient(request(t, rawHTTP2(t, b.serve), b.dialect), b)
		q.Read = stream.Read{BytesPerSecond: 100_000, ReceiveBufferBytes: 4096}
		return open(t, q, transport.Key{HTTP: "2", Slow: true, ReceiveBufferBytes: 4096})
	})
}
