package stream

import (
	"encoding/hex"
	"slices"

	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/outcome"
	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/record"
)

// bytesPerToken is the rule of thumb by which bare text is counted: there is nothing else to go by.
const bytesPerToken = 4

// finish turns what was gathered into the record.
func (r *run) finish() {
	r.phases()
	r.times()
	r.counts()
	r.classify()
	r.instrument()
}

func (r *run) phases() {
	rec, t := r.rec, &r.trace
	t.mu.Lock()
	defer t.mu.Unlock()
	// Each hop of a redirect is one sending; what is beyond, net/http sent again by itself.
	rec.Resent = max(0, t.sendings-1-r.redirects)
	if t.established() {
		rec.Reused = record.Known(t.reused)
	}
	if conn := t.conn.Load(); conn != nil && t.established() && !t.reused {
		rec.Connect = record.Known(record.OfNs(int64(conn.Connect)))
		if conn.DNSKnown {
			rec.DNS = record.Known(record.OfNs(int64(conn.DNS)))
		}
		if t.tlsKnown {
			rec.TLS = record.Known(record.OfNs(int64(t.tls)))
		}
	}
	rec.Sent = r.fromStart(t.sentNs)
	if at := r.reader.headers.Load(); at != 0 {
		rec.Headers = r.fromStart(at)
	}
	rec.FirstByte = r.fromStart(r.reader.firstByteNs)
	rec.FirstEvent = r.fromStart(r.reader.firstEventNs)
}

// fromStart is the offset of an instant from the actual start; unknown for 0.
func (r *run) fromStart(ns int64) record.Maybe[record.Micros] {
	if ns == 0 {
		return record.Maybe[record.Micros]{}
	}
	return record.Known(max(0, record.OfNs(ns)-r.rec.Started))
}

// fromSchedule is the offset of an instant from the intended start; unknown for 0.
func (r *run) fromSchedule(ns int64) record.Maybe[record.Micros] {
	if ns == 0 {
		return record.Maybe[record.Micros]{}
	}
	return record.Known(record.OfNs(ns) - r.rec.Scheduled)
}

func (r *run) times() {
	rec, d := r.rec, &r.reader
	rec.TTFT = r.fromSchedule(d.firstTokenNs)
	rec.TTFA = r.fromSchedule(d.firstAnswerNs)
	rec.E2E = r.fromSchedule(d.lastTokenNs)
	end := max(r.endNs, r.startedNs)
	if d.contentEvents > 0 {
		end = max(end, d.lastTokenNs)
	}
	rec.End = record.OfNs(end) - rec.Scheduled
	rec.Gaps = r.scratch.gaps
}

func (r *run) counts() {
	rec, d := r.rec, &r.reader
	rec.Events, rec.ContentEvents, rec.Reads = d.events, d.contentEvents, d.reads
	rec.TextBytes, rec.CoalescedEvents, rec.Replacements = d.textBytes, d.coalesced, d.replacements
	rec.Tokens, rec.TokenSource = d.contentEvents, "events"
	if r.q.Table.Framing == "raw" {
		rec.Tokens, rec.TokenSource = (d.textBytes+bytesPerToken-1)/bytesPerToken, "bytes"
	}
	if d.output >= 0 {
		rec.Tokens, rec.TokenSource = d.output, "usage"
		if r.q.Table.ReasoningApart() {
			rec.Tokens += max(0, d.reasoning)
		}
	}
	if d.input >= 0 {
		rec.InputTokens = record.Known(d.input)
	}
	switch {
	case d.reasoning >= 0:
		rec.ReasoningTokens = record.Known(d.reasoning)
	case d.reasoningEvents > 0:
		rec.ReasoningTokens = record.Known(d.reasoningEvents)
	}
	if d.textBytes > 0 {
		rec.TextSHA256 = hex.EncodeToString(r.sum.Sum(nil))
	}
	if len(rec.Gaps) > 0 {
		perEvent := max(1, float64(rec.Tokens)/float64(rec.ContentEvents))
		rec.Stalls = record.Known(record.PlayoutStalls(rec.Gaps, perEvent))
		rec.FluidityRatio = record.Known(record.Fluidity(rec.TTFT.Value, rec.Gaps))
	}
}

func (r *run) classify() {
	rec, d, table := r.rec, &r.reader, r.q.Table
	rec.FinishReason = redact(cut(d.finish, codeLimitBytes), r.q.Secrets)
	r.ev.Terminated = d.terminated
	r.ev.HasFinish, r.ev.HasTerminator = table.HasFinish(), table.HasTerminator()
	// Bare text that ends within a character has not come to its end.
	unfinished := r.scratch.raw.Pending()
	r.ev.HasTerminator = r.ev.HasTerminator || unfinished
	if d.finish != "" {
		r.ev.Finish = table.FinishClass(d.finish)
	}
	if table.HasTerminator() && r.ev.Status > 0 && r.ev.Status < 300 && !r.ev.NotAStream {
		rec.Terminated = record.Known(d.terminated)
	}
	if r.soft && (d.terminatorNs == 0 || d.terminatorNs >= r.cancelNs) {
		// The end that came is the one we asked for.
		r.ev.Stop, r.ev.Terminated = "cancel", false
	}
	rec.Outcome = outcome.Classify(r.ev)
	if rec.Outcome == outcome.Cancelled {
		rec.Error = nil
	}
	if r.ev.Stop == "cancel" && rec.Outcome == outcome.Cancelled {
		rec.Cancel = &record.Cancel{
			At: record.OfNs(r.cancelNs) - rec.Scheduled, How: r.q.Cancel.How, Phase: r.cancelled,
		}
	}
	r.slowReader()
}

func (r *run) slowReader() {
	if read, rec := r.q.Read, r.rec; read.Slow() {
		rec.Reader = &record.Reader{InFlightBytes: r.inFlight}
		if r.withheldNs > 0 {
			rec.Reader.Withheld = record.Known(record.OfNs(r.withheldNs))
		}
		if read.BytesPerSecond > 0 {
			rec.Reader.BytesPerSecond = record.Known(read.BytesPerSecond)
		}
		if read.ReceiveBufferBytes > 0 {
			rec.Reader.ReceiveBufferBytes = record.Known(read.ReceiveBufferBytes)
		}
	}
}

func (r *run) instrument() {
	if r.reader.reads == 0 {
		return
	}
	r.rec.Stamp = "read"
	if r.reader.kernel {
		r.rec.Stamp = "kernel"
	}
	s := r.scratch
	slices.Sort(s.lag)
	slices.Sort(s.transit)
	r.rec.Lag, r.rec.Transit = s.lag, s.transit
	if s.order.Stamped() {
		r.rec.Integrity = record.Known(s.order.Counts())
	}
}
