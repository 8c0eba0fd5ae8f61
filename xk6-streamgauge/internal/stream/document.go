package stream

import (
	"bytes"
	"encoding/json"

	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/record"
)

func wholeJSON(b []byte) bool { return json.Valid(b) }

// errorBody reads the error that came with an error status.
func (r *run) errorBody() {
	code, message := "", ""
	if body := r.scratch.head; json.Valid(body) {
		code, message = r.q.Table.ErrorOf(body)
	} else {
		message = firstLine(body)
	}
	r.fail(serverError("headers", statusCode(r.rec.Status), code, message))
}

// document is a whole answer instead of a stream: an error of the server's own, or not what was asked for.
func (r *run) document() {
	body := r.scratch.head
	r.ev.NotAStream = true
	if json.Valid(body) && r.q.Table.IsError(body) {
		code, message := r.q.Table.ErrorOf(body)
		r.ev.ErrorInBand = true
		r.fail(serverError("body", "error-in-band", code, message))
		return
	}
	r.fail(&record.Error{Phase: "headers", Code: "not-a-stream", Message: "a whole document came instead of a stream"})
}

// sniff looks what a body was that ended without a single event, whatever its headers said.
func (r *run) sniff() {
	if r.reader.events > 0 {
		return
	}
	body := bytes.TrimSpace(r.scratch.head)
	switch {
	case len(body) > 0 && json.Valid(body), bytes.HasPrefix(body, []byte("<")):
		r.document()
	case !r.announced:
		r.ev.NotAStream = true
		r.fail(&record.Error{Phase: "headers", Code: "not-a-stream", Message: "neither a stream's media type nor an event"})
	}
}

// firstLine is the beginning of a text that is no JSON, for people.
func firstLine(body []byte) string {
	line, _, _ := bytes.Cut(bytes.TrimSpace(body), []byte("\n"))
	return string(bytes.TrimSpace(line))
}
