package streamgauge

import (
	"net/url"
	"strings"
	"time"

	"github.com/grafana/sobek"
	"go.k6.io/k6/v2/metrics"
	"golang.org/x/net/http/httpguts"

	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/dialect"
	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/record"
	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/stream"
	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/transport"
)

//nolint:gochecknoglobals // tables
var (
	openKeys = []string{
		"url", "method", "headers", "body", "dialect", "transport", "startAtMs", "scheduledMs", "timeouts", "cancel",
		"messages", "read", "http", "onEvent", "tags", "keepRaw", "slo", "gapMetric", "run", "scenario", "stream", "target", "route",
		"warmup", "probe", "ramp", "stampPath", "limits",
		"resume", "retry",
	}
	timeoutKeys = []string{"firstMs", "stallMs", "totalMs"}
	cancelKeys  = []string{"afterMs", "afterTokens", "before", "how", "message"}
	readKeys    = []string{"bytesPerSecond", "receiveBufferBytes", "pauseAfterBytes", "pauseMs"}
	resumeKeys  = []string{"maxAttempts", "delayMs"}
	retryKeys   = []string{"maxAttempts", "baseMs", "capMs", "seed"}
	limitKeys   = []string{"eventBytes", "headerBytes", "totalBytes", "openStreams"}
	transportOf = map[string]string{"sse": "sse", "ndjson": "ndjson", "raw": "chunked", "json-message": "ws"}
	sloKeys     = []string{"ttftMs", "ttfaMs", "gapMs", "tpotMs", "e2eMs", "tps"}
)

const (
	defaultFirst = 30 * time.Second
	defaultStall = 15 * time.Second
	defaultTotal = 10 * time.Minute
	// As many as k6 follows unless its option says otherwise.
	defaultRedirects = 10
)

// order reads the params of open.
func (i *instance) order(value sobek.Value, calledNs int64) (*order, error) {
	p := optionsOf(i.vu.Runtime(), value, "open", openKeys)
	if p.object == nil && len(p.problems) == 0 {
		p.problem("open takes an object with at least a url")
	}
	o := &order{jar: nil}
	if jar := i.vu.State().CookieJar; jar != nil {
		o.jar = jar
	}
	o.request.Timeouts = timeouts(p)
	o.request.Cancel = cancellation(p)
	o.request.Read = reading(p)
	o.limits(p)
	o.request.KeepRaw = p.flag("keepRaw")
	o.request.MaxRedirects = defaultRedirects
	if limit := i.vu.State().Options.MaxRedirects; limit.Valid {
		o.request.MaxRedirects = int(limit.Int64)
	}
	i.start(p, o, calledNs)
	i.target(p, o)
	i.labels(p, o)
	i.measures(p, o)
	o.again(p)
	if err := p.err(); err != nil {
		return nil, err
	}
	i.events(p, o) // registers with the event loop: nothing may fail after it
	o.transport = i.transport(transport.Key{
		HTTP: p.text("http", ""), ReceiveBufferBytes: o.request.Read.ReceiveBufferBytes,
		Slow: o.request.Read.Slow(), HeaderBytes: o.headerBytes,
	})
	return o, nil
}

func timeouts(p *options) stream.Timeouts {
	t := p.adopt(optionsOf(p.rt, p.get("timeouts"), "open.timeouts", timeoutKeys))
	defer p.adopt(t)
	limits := stream.Timeouts{
		First: t.duration("firstMs", defaultFirst),
		Stall: t.duration("stallMs", defaultStall),
		Total: t.duration("totalMs", defaultTotal),
	}
	if len(t.problems) == 0 && min(limits.First, limits.Stall, limits.Total) == 0 {
		t.problem("open.timeouts: a limit of 0 would end every stream at once")
	}
	return limits
}

func cancellation(p *options) *stream.Cancel {
	if !p.has("cancel") {
		return nil
	}
	c := p.adopt(optionsOf(p.rt, p.get("cancel"), "open.cancel", cancelKeys))
	defer p.adopt(c)
	cancel := &stream.Cancel{
		After:            c.duration("afterMs", 0),
		AfterTokens:      c.whole("afterTokens"),
		BeforeFirstToken: c.oneOf("before", "", "first-token") != "",
		How:              c.oneOf("how", "fin", "fin", "rst", "vanish", "ws-message", "ws-close"),
		Message:          []byte(c.text("message", "")),
	}
	if c.has("afterMs") && cancel.After == 0 {
		cancel.After = 1 // at once, but not never
	}
	if cancel.After == 0 && cancel.AfterTokens == 0 && !cancel.BeforeFirstToken {
		c.problem("open.cancel needs one of afterMs, afterTokens (1 or more), before: 'first-token'")
	}
	return cancel
}

func reading(p *options) stream.Read {
	r := p.adopt(optionsOf(p.rt, p.get("read"), "open.read", readKeys))
	defer p.adopt(r)
	read := stream.Read{
		BytesPerSecond:     r.whole("bytesPerSecond"),
		ReceiveBufferBytes: r.whole("receiveBufferBytes"),
		PauseAfterBytes:    r.whole("pauseAfterBytes"),
		Pause:              r.duration("pauseMs", 0),
	}
	if (read.PauseAfterBytes > 0) != (read.Pause > 0) {
		r.problem("open.read needs both pauseAfterBytes and pauseMs, or neither")
	}
	return read
}

// start says when the stream is to start and when it was meant to.
func (i *instance) start(p *options, o *order, calledNs int64) {
	o.request.ScheduledNs = calledNs
	if p.has("startAtMs") {
		o.startAtNs = int64(milliseconds(p.number("startAtMs", 0)))
		o.request.ScheduledNs = o.startAtNs
	}
	if p.has("scheduledMs") {
		o.request.ScheduledNs = int64(milliseconds(p.number("scheduledMs", 0)))
	}
}

// target says what to send where.
func (i *instance) target(p *options, o *order) {
	q := &o.request
	q.URL = p.text("url", "")
	parsed, err := url.Parse(q.URL)
	if err != nil || !schemes[parsed.Scheme] || parsed.Host == "" {
		p.problem("open.url must be an http:, https:, ws: or wss: URL") // not shown: it may hold a key
		return
	}
	p.oneOf("http", "", "", "1.1", "2")
	q.Body = i.body(p)
	i.method(p, q)
	if q.Table = i.dialect(p); q.Table == nil {
		return
	}
	q.Transport = p.oneOf("transport", q.Table.Transport, "sse", "ndjson", "chunked", "ws")
	q.Dialect = q.Table.Name
	q.Target = p.text("target", parsed.Scheme+"://"+parsed.Host)
	if q.Transport != q.Table.Transport || q.Transport != transportOf[q.Table.Framing] {
		p.problem("open: dialect %s has the framing %q and transport %q, which do not go with transport %q",
			q.Dialect, q.Table.Framing, q.Table.Transport, q.Transport)
	}
	q.StampPath = dialect.NewStampPath(p.text("stampPath", "mock"))
	i.headers(p, o, parsed)
	i.socket(p, q, parsed.Scheme)
}

func (i *instance) method(p *options, q *stream.Request) {
	q.Method = "GET"
	if q.Body != nil {
		q.Method = "POST"
	}
	q.Method = strings.ToUpper(p.text("method", q.Method))
	if !httpguts.ValidHeaderFieldName(q.Method) { // a method is a token as a field name is: RFC 9110, section 9.1
		p.problem("open.method %q is no method", q.Method)
	}
}

func (i *instance) body(p *options) []byte {
	value := p.get("body")
	if value == nil {
		return nil
	}
	switch body := value.Export().(type) {
	case string:
		return []byte(body)
	case sobek.ArrayBuffer:
		return append([]byte{}, body.Bytes()...)
	default:
		p.problem("open.body must be a string or an ArrayBuffer")
		return nil
	}
}

// labels says what the stream is part of.
func (i *instance) labels(p *options, o *order) {
	q := &o.request
	o.sampler.ctm = i.vu.State().Tags.GetCurrentValues()
	own, _ := o.sampler.ctm.Tags.Get("scenario")
	if own == "" {
		own = "default"
	}
	q.Run = p.text("run", i.root.run)
	q.Scenario = p.text("scenario", own)
	q.Route = p.text("route", "direct")
	q.Stream = p.text("stream", "")
	if q.Stream == "" {
		q.Stream = i.root.streamName(q.Scenario)
	}
	if q.Header != nil && q.Header.Get("X-Request-Id") == "" {
		q.Header.Set("X-Request-Id", q.Stream)
	}
	q.Warmup, q.Probe, q.Ramp = p.flag("warmup"), p.flag("probe"), p.flag("ramp")
	q.Tags = userTags(p, &o.sampler.ctm)
	setTags(&o.sampler.ctm, q.Labels)
}

// setTags sets the tags of a stream's metrics, by the order of their names.
func setTags(ctm *metrics.TagsAndMeta, l record.Labels) {
	for _, tag := range [...]struct{ name, value string }{
		{"dialect", l.Dialect}, {"route", l.Route}, {"scenario", l.Scenario}, {"target", l.Target},
		{"transport", l.Transport},
	} {
		ctm.SetTag(tag.name, tag.value)
	}
}

// measures says what is computed of the stream.
func (i *instance) measures(p *options, o *order) {
	o.sampler.in, o.sampler.state, o.sampler.gaps = i.instruments, i.vu.State(), p.flag("gapMetric")
	if value := p.get("onEvent"); value != nil {
		if _, ok := sobek.AssertFunction(value); !ok {
			p.problem("open.onEvent must be a function")
		}
	}
	if !p.has("slo") {
		return
	}
	s := p.adopt(optionsOf(p.rt, p.get("slo"), "open.slo", sloKeys))
	defer p.adopt(s)
	o.sampler.slo = &slo{below: map[string]float64{}, tps: s.number("tps", 0)}
	for _, name := range sloKeys {
		if name != "tps" && s.has(name) {
			o.sampler.slo.below[name] = s.number(name, 0)
		}
	}
}

func (i *instance) events(p *options, o *order) {
	value := p.get("onEvent")
	if value == nil {
		return
	}
	handle, _ := sobek.AssertFunction(value) // checked by measures
	o.events = newEventQueue(i.vu, handle)
	o.request.OnEvent = func(seen stream.Seen) {
		o.events.push(map[string]any{
			"atMs": seen.At.Ms(), "event": string(seen.Name), "data": string(seen.Data), "id": string(seen.ID),
			"content": seen.Content, "terminator": seen.Terminator,
		}, len(seen.Data))
	}
}
