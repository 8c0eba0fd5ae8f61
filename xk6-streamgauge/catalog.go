package streamgauge

import (
	"encoding/json"
	"fmt"

	"go.k6.io/k6/v2/metrics"

	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/record"
)

// catalog is what the ear needs of catalog.json.
type catalog struct {
	Metrics      []catalogMetric     `json:"metrics"`
	GapHistogram record.GapHistogram `json:"gapHistogram"`
}

type catalogMetric struct {
	Name string `json:"name"`
	Side string `json:"side"`
	Kind string `json:"kind"`
	Unit string `json:"unit"`
}

func loadCatalog(text []byte) (catalog, error) {
	var c catalog
	if err := json.Unmarshal(text, &c); err != nil {
		return c, fmt.Errorf("metric catalogue: %w", err)
	}
	if c.GapHistogram.SubBuckets == 0 {
		return c, fmt.Errorf("metric catalogue: no gapHistogram")
	}
	return c, nil
}

// instruments are the client's metrics, registered with k6.
type instruments struct {
	ttft, ttfa, gap, tpot, duration, startDelay, tokensPerSecond *metrics.Metric
	active, tokens, events, completions, dropped, goodput        *metrics.Metric
}

// register registers every client metric of the catalogue, and finds those that the ear fills.
func (c catalog) register(registry *metrics.Registry) (*instruments, error) {
	known := map[string]*metrics.Metric{}
	for _, m := range c.Metrics {
		if m.Side != "client" {
			continue
		}
		kind, ok := kinds[m.Kind]
		if !ok {
			return nil, fmt.Errorf("metric catalogue: %s has kind %q", m.Name, m.Kind)
		}
		value := metrics.Default
		if m.Unit == "milliseconds" {
			value = metrics.Time
		}
		metric, err := registry.NewMetric(m.Name, kind, value)
		if err != nil {
			return nil, err
		}
		known[m.Name] = metric
	}
	in := &instruments{}
	for name, place := range in.places() {
		if *place = known[name]; *place == nil {
			return nil, fmt.Errorf("metric catalogue: no client metric %s", name)
		}
	}
	return in, nil
}

func (in *instruments) places() map[string]**metrics.Metric {
	return map[string]**metrics.Metric{
		"llm_time_to_first_token":   &in.ttft,
		"llm_time_to_first_answer":  &in.ttfa,
		"llm_token_gap":             &in.gap,
		"llm_time_per_output_token": &in.tpot,
		"llm_stream_duration":       &in.duration,
		"llm_start_delay":           &in.startDelay,
		"llm_tokens_per_second":     &in.tokensPerSecond,
		"llm_active_streams":        &in.active,
		"llm_tokens":                &in.tokens,
		"llm_events":                &in.events,
		"llm_stream_completions":    &in.completions,
		"llm_dropped_starts":        &in.dropped,
		"llm_goodput":               &in.goodput,
	}
}

//nolint:gochecknoglobals // a table
var kinds = map[string]metrics.MetricType{
	"trend": metrics.Trend, "gauge": metrics.Gauge, "counter": metrics.Counter, "rate": metrics.Rate,
}
