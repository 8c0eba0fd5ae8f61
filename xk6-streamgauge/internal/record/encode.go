package record

import (
	"slices"
	"sort"
)

// GapsListed is how many gaps a record lists; beyond, a histogram takes their place (unless raw values are kept).
const GapsListed = 1000

// Append appends the record as JSON, without a line feed. hist shapes the histogram of a stream with many gaps.
func (r *Record) Append(b []byte, hist GapHistogram) []byte {
	o := object{b: append(b, '{'), first: true}
	o.integer("v", 1)
	r.appendIdentity(&o)
	r.appendTimes(&o)
	r.appendCounts(&o)
	r.appendGaps(&o, hist)
	r.appendEnd(&o)
	r.appendInstrument(&o)
	return append(o.b, '}')
}

func (r *Record) appendIdentity(o *object) {
	o.text("run", r.Run)
	o.text("scenario", r.Scenario)
	o.text("stream", r.Stream)
	o.text("target", r.Target)
	o.text("route", r.Route)
	o.text("transport", r.Transport)
	o.text("dialect", r.Dialect)
	o.textIf("protocol", r.Protocol)
	o.text("at", r.At.UTC().Format("2006-01-02T15:04:05.000000Z07:00"))
}

func (r *Record) appendTimes(o *object) {
	o.micros("scheduledMs", r.Scheduled)
	o.micros("startedMs", r.Started)
	o.micros("startDelayMs", r.StartDelay())
	if r.Reused.Known {
		o.truth("reused", r.Reused.Value)
	}
	if r.Resent > 0 {
		o.integer("resent", r.Resent)
	}
	o.maybe("dnsMs", r.DNS)
	o.maybe("connectMs", r.Connect)
	o.maybe("tlsMs", r.TLS)
	o.maybe("sentMs", r.Sent)
	o.maybe("headersMs", r.Headers)
	o.maybe("firstByteMs", r.FirstByte)
	o.maybe("firstEventMs", r.FirstEvent)
	o.maybe("ttftMs", r.TTFT)
	o.maybe("ttfaMs", r.TTFA)
	if r.TTFT.Known {
		o.micros("ttftFromSendMs", r.TTFT.Value-r.StartDelay())
	}
	o.maybe("e2eMs", r.E2E)
	o.micros("endMs", r.End)
	o.maybe("tailMs", r.Tail())
}

func (r *Record) appendCounts(o *object) {
	o.integer("tokens", r.Tokens)
	o.textIf("tokenSource", r.TokenSource)
	if r.ReasoningTokens.Known {
		o.integer("reasoningTokens", r.ReasoningTokens.Value)
	}
	if r.InputTokens.Known {
		o.integer("inputTokens", r.InputTokens.Value)
	}
	o.integer("events", r.Events)
	o.integer("contentEvents", r.ContentEvents)
	o.integer("reads", r.Reads)
	o.integer("bytes", r.Bytes)
	o.integer("textBytes", r.TextBytes)
	o.textIf("textSha256", r.TextSHA256)
}

func (r *Record) appendGaps(o *object, hist GapHistogram) {
	if n := len(r.Gaps); n > 0 {
		sorted := slices.Clone(r.Gaps)
		slices.Sort(sorted)
		sum := int64(0)
		for _, gap := range sorted {
			sum += int64(gap)
		}
		o.open("gaps", '{')
		o.integer("count", int64(n))
		o.micros("minMs", sorted[0])
		o.micros("meanMs", OfNs(sum*1000/int64(n)))
		o.micros("p50Ms", Quantile(sorted, 0.5))
		o.micros("p90Ms", Quantile(sorted, 0.9))
		o.micros("p99Ms", Quantile(sorted, 0.99))
		o.micros("maxMs", sorted[n-1])
		o.close('}')
		if n <= GapsListed || r.KeepRaw {
			o.list("gapsMs", r.Gaps)
		} else {
			appendHistogram(o, sorted, hist)
		}
	}
	if len(r.ReadsAt) > 0 {
		r.appendReads(o)
	}
	o.maybe("tpotMs", r.TPOT())
	if tps := r.TokensPerSecond(); tps.Known {
		o.number("tokensPerSecond", tps.Value, 3)
	}
	if r.Stalls.Known {
		o.open("stalls", '{')
		o.integer("count", r.Stalls.Value.Count)
		o.micros("totalMs", r.Stalls.Value.Total)
		o.micros("longestMs", r.Stalls.Value.Longest)
		o.close('}')
	}
	if r.FluidityRatio.Known {
		o.number("fluidityRatio", r.FluidityRatio.Value, 6)
	}
}

func appendHistogram(o *object, sorted []Micros, hist GapHistogram) {
	o.open("gapHist", '[')
	for i := 0; i < len(sorted); {
		bucket := hist.Bucket(sorted[i].Ms())
		from := i
		for i < len(sorted) && hist.Bucket(sorted[i].Ms()) == bucket {
			i++
		}
		o.pair(int64(bucket), int64(i-from))
	}
	o.close(']')
}

func (r *Record) appendReads(o *object) {
	o.open("readsAt", '[')
	for _, read := range r.ReadsAt {
		o.item('[')
		o.b = appendMicros(o.b, OfNs(read.AtNs)-r.Scheduled)
		o.b = appendInt(append(o.b, ','), int64(read.Bytes))
		o.b = appendInt(append(o.b, ','), int64(read.ContentEvents))
		o.b = append(o.b, ']')
	}
	o.close(']')
}

func (r *Record) appendEnd(o *object) {
	o.text("outcome", string(r.Outcome))
	if r.Status > 0 {
		o.integer("status", int64(r.Status))
	}
	o.textIf("finishReason", r.FinishReason)
	if r.Terminated.Known {
		o.truth("terminated", r.Terminated.Value)
	}
	if r.Error != nil {
		o.open("error", '{')
		o.text("phase", r.Error.Phase)
		o.text("code", r.Error.Code)
		o.text("message", r.Error.Message)
		o.close('}')
	}
	if r.Cancel != nil {
		o.open("cancel", '{')
		o.micros("atMs", r.Cancel.At)
		o.text("how", r.Cancel.How)
		o.text("phase", r.Cancel.Phase)
		o.close('}')
	}
	if r.Reader != nil {
		o.open("reader", '{')
		if r.Reader.BytesPerSecond.Known {
			o.integer("bytesPerSecond", r.Reader.BytesPerSecond.Value)
		}
		if r.Reader.ReceiveBufferBytes.Known {
			o.integer("receiveBufferBytes", r.Reader.ReceiveBufferBytes.Value)
		}
		o.maybe("withheldMs", r.Reader.Withheld)
		if r.Reader.InFlightBytes.Known {
			o.integer("inFlightBytes", r.Reader.InFlightBytes.Value)
		}
		o.close('}')
	}
	if r.RetryAfterS.Known {
		o.number("retryAfterS", r.RetryAfterS.Value, 3)
	}
	o.textIf("instance", r.Instance)
	r.appendTokens(o)
}

// appendTokens appends what the stamps of the tokens tell.
func (r *Record) appendTokens(o *object) {
	if r.Integrity.Known {
		counts := r.Integrity.Value
		o.open("integrity", '{')
		o.integer("missing", counts.Missing)
		o.integer("duplicate", counts.Duplicate)
		o.integer("reordered", counts.Reordered)
		o.integer("foreign", counts.Foreign)
		o.close('}')
	}
	if n := len(r.Transit); n > 0 {
		o.open("transit", '{')
		o.integer("count", int64(n))
		o.micros("p50Ms", Quantile(r.Transit, 0.5))
		o.micros("p99Ms", Quantile(r.Transit, 0.99))
		o.micros("maxMs", r.Transit[n-1])
		o.close('}')
	}
	if r.Replacements > 0 {
		o.integer("replacementCharacters", r.Replacements)
	}
}

func (r *Record) appendInstrument(o *object) {
	o.textIf("stamp", r.Stamp)
	if n := len(r.Lag); n > 0 {
		o.open("lag", '{')
		o.micros("p50Ms", Quantile(r.Lag, 0.5))
		o.micros("p99Ms", Quantile(r.Lag, 0.99))
		o.micros("maxMs", r.Lag[n-1])
		o.close('}')
	}
	if r.ContentEvents > 0 {
		o.integer("coalescedEvents", r.CoalescedEvents)
	}
	for _, flag := range []struct {
		name string
		on   bool
	}{
		{"clockStep", r.ClockStep}, {"warmup", r.Warmup}, {"probe", r.Probe}, {"ramp", r.Ramp}, {"tailOpen", r.TailOpen},
	} {
		if flag.on {
			o.truth(flag.name, true)
		}
	}
	if r.Attempt > 0 {
		o.integer("attempt", r.Attempt)
	}
	o.textIf("of", r.Of)
	if r.Attempts > 0 {
		o.integer("attempts", r.Attempts)
	}
	if len(r.Tags) > 0 {
		names := make([]string, 0, len(r.Tags))
		for name := range r.Tags {
			names = append(names, name)
		}
		sort.Strings(names)
		o.open("tags", '{')
		for _, name := range names {
			o.text(name, r.Tags[name])
		}
		o.close('}')
	}
}
