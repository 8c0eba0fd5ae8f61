package stream

import (
	"sync/atomic"

	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/dialect"
	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/monotonic"
	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/record"
	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/sse"
	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/stamp"
)

// reader takes the body's bytes to events and the events to figures. Instants are nanoseconds on CLOCK_MONOTONIC.
type reader struct {
	r       *run
	headers atomic.Int64 // instant of the response headers, 0 = none yet

	// The read being taken apart.
	seq        int64
	now        stamp.Arrival
	readEvents int32 // content events of this read so far
	kernel     bool

	firstByteNs, firstEventNs, firstTokenNs, firstAnswerNs int64
	lastTokenNs, terminatorNs                              int64

	events, contentEvents, reasoningEvents, coalesced int64
	reads, textBytes                                  int64
	output, input, reasoning                          int64 // usage; -1 = not given

	finish     string
	terminated bool
	overrun    bool // something came after the terminator
	onText     func([]byte)

	replacements int64 // U+FFFD in the answer
	partReplaced int   // bytes of one so far
	rawSeq       int64 // the read whose text was last taken as an event
	stopped      bool  // cancelled by count: what comes now is unwanted
}

func (d *reader) init(r *run) {
	d.r = r
	d.output, d.input, d.reasoning = -1, -1, -1
	d.now.AtNs = r.startedNs
	d.onText = d.text
	r.scratch.sse.Handle = d.sseEvent
	r.scratch.ndjson.Handle = d.line
	r.scratch.raw.Handle = d.rawText
}

// take handles what one read of the body brought.
func (d *reader) take(chunk []byte) error {
	s := d.r.scratch
	if d.events == 0 && len(s.head) < sniffBytes {
		s.head = append(s.head, chunk[:min(len(chunk), sniffBytes-len(s.head))]...)
	}
	switch d.r.q.Table.Framing {
	case "ndjson":
		return s.ndjson.Push(chunk)
	case "raw":
		s.raw.Push(chunk)
		return nil
	default:
		return s.sse.Push(chunk)
	}
}

// arrived stamps a read of the body: n bytes (before decoding) that came by the connection's newest read.
func (d *reader) arrived(n int) {
	conn := d.r.trace.conn.Load()
	var a stamp.Arrival
	if conn != nil {
		a = conn.Latest()
	}
	if a.Seq == 0 {
		now := monotonic.Now()
		a = stamp.Arrival{Seq: d.seq + 1, AtNs: now, ReadNs: now}
	}
	// Conversions of the kernel's stamp may differ by the jitter of reading two clocks; time does not run back.
	a.AtNs = max(a.AtNs, d.now.AtNs)
	s := d.r.scratch
	if a.Seq == d.seq && len(s.reads) > 0 {
		s.reads[len(s.reads)-1].Bytes += int32(n) //nolint:gosec // a read is some KB
		return
	}
	d.seq, d.now, d.readEvents = a.Seq, a, 0
	if d.reads++; d.reads == 1 {
		d.firstByteNs = a.AtNs
		d.kernel = conn != nil && conn.Kernel()
	}
	s.reads = append(s.reads, record.ReadAt{AtNs: a.AtNs, Bytes: int32(n)}) //nolint:gosec
	if d.kernel {
		s.lag = append(s.lag, record.OfNs(max(0, a.ReadNs-a.AtNs)))
	}
}

func (d *reader) sseEvent(e sse.Event) bool { return d.event(e.Name, e.Data, e.ID) }

func (d *reader) line(line []byte) bool { return d.event(nil, line, nil) }

// event takes one whole event; false when no more of them are wanted.
func (d *reader) event(name, data, id []byte) bool {
	if d.terminated {
		d.overrun = true
		return true
	}
	if d.events++; d.events == 1 {
		d.firstEventNs = d.now.AtNs
	}
	e := d.r.q.Table.Read(name, data, d.onText)
	if e.Content {
		d.content(e.Answer, e.Reasoning)
		d.tokenStamp(data)
	}
	d.state(&e)
	if len(id) > 0 && d.r.q.KeepID {
		s := d.r.scratch
		s.lastID = append(s.lastID[:0], id...)
	}
	d.show(name, data, id, e.Content, e.Terminator)
	return d.wanted()
}

// show hands an event to the script, if it asked for them.
func (d *reader) show(name, data, id []byte, content, terminator bool) {
	if d.r.q.OnEvent != nil {
		at := record.OfNs(d.now.AtNs) - d.r.rec.Scheduled
		d.r.q.OnEvent(Seen{At: at, Name: name, Data: data, ID: id, Content: content, Terminator: terminator})
	}
}

// wanted is false once so many tokens have come that the stream was to be cancelled, and was.
func (d *reader) wanted() bool {
	if c := d.r.q.Cancel; c != nil && c.AfterTokens > 0 && d.contentEvents >= c.AfterTokens && !d.terminated {
		return d.r.cancel()
	}
	return true
}

func (d *reader) content(answer, reasoning bool) {
	at := d.now.AtNs
	s := d.r.scratch
	d.contentEvents++
	if reasoning && !answer {
		d.reasoningEvents++
	}
	if d.contentEvents == 1 {
		d.firstTokenNs = at
	} else {
		s.gaps = append(s.gaps, record.OfNs(at)-record.OfNs(d.lastTokenNs))
	}
	if answer && d.firstAnswerNs == 0 {
		d.firstAnswerNs = at
	}
	d.lastTokenNs = at
	if d.readEvents++; d.readEvents > 1 {
		d.coalesced++
	}
	s.reads[len(s.reads)-1].ContentEvents++
	d.r.watch.progress(d.now.ReadNs)
}

// state takes what an event says about the stream besides its text.
func (d *reader) state(e *dialect.Event) {
	r := d.r
	if e.Corrupt != "" {
		r.corrupt(e.Corrupt, "an event of the stream does not parse")
	}
	if e.Failed {
		r.ev.ErrorInBand = true
		r.fail(serverError("body", "error-in-band", e.Code, e.Message))
	}
	if e.Finish != "" {
		d.finish = e.Finish
		r.watch.progress(d.now.ReadNs)
	}
	if e.OutputTokens >= 0 {
		d.output = e.OutputTokens
	}
	if e.InputTokens >= 0 {
		d.input = e.InputTokens
	}
	if e.ReasoningTokens >= 0 {
		d.reasoning = e.ReasoningTokens
	}
	if e.Terminator {
		d.terminated, d.terminatorNs = true, d.now.AtNs
		r.watch.terminated(monotonic.Now())
	}
}
