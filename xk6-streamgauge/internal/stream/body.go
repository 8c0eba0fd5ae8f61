package stream

import (
	"errors"
	"io"
	"mime"
	"net/http"
	"strings"

	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/monotonic"
	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/record"
)

const (
	// So much of a body is kept to tell what it is, as long as no event was seen in it.
	sniffBytes = 64 << 10
)

// kind is what a response's status and headers say its body is.
type kind int

const (
	streamBody   kind = iota // the dialect's media type, or none that says otherwise
	documentBody             // JSON, HTML: whole, not a stream
	errorBody                // an error status
	noBody                   // nothing to read, or in an encoding that we cannot read
)

// response reads a response to its end.
func (r *run) response(response *http.Response) {
	now := r.headersAt(response)
	r.reader.headers.Store(now)
	r.ev.Connected, r.ev.Status = true, response.StatusCode
	r.rec.Status, r.rec.Protocol = response.StatusCode, protocol(response)
	r.rec.Instance = redact(response.Header.Get("X-Mock-Instance"), r.q.Secrets)
	if conn := r.trace.conn.Load(); conn != nil && response.ProtoMajor >= 2 {
		conn.Share()
	}
	if c := r.q.Cancel; c != nil && c.BeforeFirstToken {
		r.cancel()
	}
	r.wire = &meter{r: response.Body, onRead: r.reader.arrived}
	body, kind := r.open(response, r.wire)
	if kind == noBody {
		r.endNs = now
		r.ev.NotAStream = true
		return
	}
	err := r.read(body, kind)
	r.rec.Bytes = r.wire.bytes
	r.bodyEnd(err, kind)
}

// headersAt is when the response headers arrived. On HTTP/1.1 they came by the connection's newest read; on HTTP/2
// that may have been another stream's.
func (r *run) headersAt(response *http.Response) int64 {
	now := monotonic.Now()
	conn := r.trace.conn.Load()
	if conn == nil || response.ProtoMajor >= 2 {
		return now
	}
	if a := conn.Latest(); a.Seq > 0 {
		return min(now, max(a.AtNs, r.startedNs))
	}
	return now
}

func protocol(response *http.Response) string {
	if response.ProtoMajor >= 2 {
		return "HTTP/2"
	}
	return response.Proto
}

// open says what the body is and decodes its content encoding.
func (r *run) open(response *http.Response, wire io.Reader) (io.Reader, kind) {
	encoding := strings.ToLower(strings.TrimSpace(response.Header.Get("Content-Encoding")))
	body, known := decoded(wire, encoding)
	if response.StatusCode >= 300 {
		r.rec.RetryAfterS = retryAfter(response.Header, r.rec.At)
		return body, errorBody
	}
	if response.StatusCode == http.StatusNoContent || response.StatusCode == http.StatusResetContent {
		r.fail(&record.Error{Phase: "headers", Code: "no-content", Message: response.Status})
		return nil, noBody
	}
	if !known {
		r.fail(&record.Error{Phase: "headers", Code: "unknown-encoding", Message: "content-encoding " + encoding})
		return nil, noBody
	}
	media, _, _ := mime.ParseMediaType(response.Header.Get("Content-Type"))
	r.announced = r.q.Table.Announces(media)
	switch {
	case r.announced:
		return body, streamBody
	case media == "text/html" || media == "application/json" || strings.HasSuffix(media, "+json"):
		return body, documentBody
	default:
		return body, streamBody
	}
}

// read reads the body until it ends; nil is an end by the rules of the transport.
func (r *run) read(body io.Reader, kind kind) error {
	buf := r.scratch.buf[:r.chunkBytes()]
	for {
		if cause := r.cause(); cause != nil {
			return cause
		}
		n, err := body.Read(buf)
		if n > 0 {
			if stop := r.chunk(buf[:n], kind); stop != nil {
				return stop
			}
		}
		if errors.Is(err, io.EOF) {
			return r.cause()
		}
		if err != nil {
			return err
		}
		if n > 0 && r.q.Read.Slow() && !r.pace(n) {
			return r.cause()
		}
	}
}

func (r *run) chunk(chunk []byte, kind kind) error {
	if r.bodyBytes += int64(len(chunk)); r.bodyBytes > r.q.Limits.total() {
		return errBodyTooLong
	}
	if kind == streamBody {
		err := r.reader.take(chunk)
		if err != nil && !r.reader.terminated {
			r.corrupt("event-too-long", err.Error())
			return err
		}
		return nil
	}
	s := r.scratch
	s.head = append(s.head, chunk[:min(len(chunk), sniffBytes-len(s.head))]...)
	if len(s.head) >= sniffBytes {
		return io.ErrShortBuffer // enough of what is no stream
	}
	return nil
}

// bodyEnd takes the evidence of the body's end.
func (r *run) bodyEnd(err error, kind kind) {
	r.endNs = monotonic.Now()
	if conn := r.trace.conn.Load(); err == nil && conn != nil {
		r.endNs = max(conn.Latest().AtNs, r.reader.now.AtNs)
	}
	if cause := r.cause(); err != nil && cause != nil {
		r.ev.Stop = stopOf(cause)
	}
	if err == nil && r.q.Table.Framing == "ndjson" {
		r.scratch.ndjson.Close(wholeJSON)
	}
	switch kind {
	case errorBody:
		r.errorBody()
		return
	case documentBody:
		r.document()
		return
	case streamBody, noBody:
	}
	if r.reader.terminated {
		r.afterTerminator(err)
		return
	}
	if err == nil {
		r.sniff()
		return
	}
	r.ev.Broken = true
	r.giveUp("body", err)
}

// afterTerminator notes what came after the end, which changes nothing about it.
func (r *run) afterTerminator(err error) {
	switch {
	case errors.Is(r.cause(), errTail):
		r.rec.TailOpen = true
		r.endNs = r.reader.terminatorNs
	case err != nil && r.cause() == nil:
		e := explain("after-terminator", r.metBy(err))
		r.fail(e)
	}
	if r.reader.overrun || r.scratch.sse.Pending() {
		r.fail(&record.Error{
			Phase: "after-terminator", Code: "data-after-terminator", Message: "bytes came after the stream's terminator",
		})
	}
}
