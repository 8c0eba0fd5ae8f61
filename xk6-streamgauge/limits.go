package streamgauge

// Limits where the script gives none; those of one stream are in the stream package.
const (
	defaultHeaderBytes = 256 << 10
	// One process: beyond it memory and descriptors go first, and without a word.
	defaultOpenStreams = 20_000
)

// limits reads what one stream, and all together, may cost.
func (o *order) limits(p *options) {
	l := p.adopt(optionsOf(p.rt, p.get("limits"), "open.limits", limitKeys))
	defer p.adopt(l)
	o.request.Limits.EventBytes = l.whole("eventBytes")
	o.request.Limits.TotalBytes = l.whole("totalBytes")
	o.headerBytes, o.openStreams = defaultHeaderBytes, defaultOpenStreams
	if bytes := l.whole("headerBytes"); bytes > 0 {
		o.headerBytes = bytes
	}
	if count := l.whole("openStreams"); count > 0 {
		o.openStreams = count
	}
	for _, name := range limitKeys {
		if l.has(name) && len(l.problems) == 0 && l.whole(name) == 0 {
			l.problem("open.limits.%s: a limit of 0 would let nothing through", name)
		}
	}
}
