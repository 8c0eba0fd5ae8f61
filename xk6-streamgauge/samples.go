package streamgauge

import (
	"slices"
	"time"

	"go.k6.io/k6/v2/lib"
	"go.k6.io/k6/v2/metrics"

	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/record"
)

// sampler turns a record into the samples of the catalogue's client metrics.
type sampler struct {
	in    *instruments
	state *lib.State
	ctm   metrics.TagsAndMeta
	slo   *slo
	gaps  bool // one sample a gap
}

// of are the samples of one stream. Warm-up and probe streams are left out of every figure but the number open.
func (s *sampler) of(r *record.Record, active int64) metrics.ConnectedSamples {
	now := time.Now()
	list := make([]metrics.Sample, 0, 12)
	tags := s.ctm.Tags
	add := func(metric *metrics.Metric, tags *metrics.TagSet, value float64) {
		list = append(list, metrics.Sample{
			TimeSeries: metrics.TimeSeries{Metric: metric, Tags: tags}, Time: now, Value: value, Metadata: s.ctm.Metadata,
		})
	}
	ms := func(metric *metrics.Metric, value record.Maybe[record.Micros]) {
		if value.Known {
			add(metric, tags, value.Value.Ms())
		}
	}
	add(s.in.active, tags, float64(active))
	if !r.Warmup && !r.Probe {
		ms(s.in.ttft, r.TTFT)
		ms(s.in.ttfa, r.TTFA)
		ms(s.in.tpot, r.TPOT())
		ms(s.in.duration, record.Known(r.End))
		ms(s.in.startDelay, record.Known(r.StartDelay()))
		if tps := r.TokensPerSecond(); tps.Known {
			add(s.in.tokensPerSecond, tags, tps.Value)
		}
		add(s.in.tokens, tags, float64(r.Tokens))
		add(s.in.events, tags, float64(r.Events))
		// In the order of their names: other orders would leave dead nodes in k6's tag store.
		ended := tags.With("outcome", string(r.Outcome)).With("status", r.Outcome.Status())
		add(s.in.completions, ended, 1)
		if s.slo != nil {
			add(s.in.goodput, tags, s.slo.met(r))
		}
		if s.gaps {
			for _, gap := range r.Gaps {
				add(s.in.gap, tags, gap.Ms())
			}
		}
	}
	return metrics.ConnectedSamples{Samples: slices.Clip(list), Tags: tags, Time: now}
}

// opened tells of a stream that was opened; it is dropped rather than waited for when the outputs are behind.
func (s *sampler) opened(active int64) {
	sample := metrics.Sample{
		TimeSeries: metrics.TimeSeries{Metric: s.in.active, Tags: s.ctm.Tags}, Time: time.Now(), Value: float64(active),
		Metadata: s.ctm.Metadata,
	}
	select {
	case s.state.Samples <- metrics.ConnectedSamples{
		Samples: []metrics.Sample{sample}, Tags: s.ctm.Tags, Time: sample.Time,
	}:
	default:
	}
}
