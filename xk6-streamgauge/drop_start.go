package streamgauge

import (
	"math"
	"time"

	"github.com/grafana/sobek"
	"go.k6.io/k6/v2/metrics"

	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/record"
)

//nolint:gochecknoglobals // a table
var dropKeys = []string{"scenario", "target", "route", "transport", "dialect"}

// dropStart is `dropStart(n, labels)`: counts intended starts that were not made.
func (i *instance) dropStart(n float64, labels sobek.Value) error {
	if i.vu.State() == nil {
		return errInit
	}
	p := optionsOf(i.vu.Runtime(), labels, "dropStart", dropKeys)
	if n != math.Trunc(n) || n < 0 || math.IsInf(n, 0) {
		p.problem("dropStart takes a whole number of starts, found %v", n)
	}
	l := record.Labels{
		Scenario: p.text("scenario", "default"), Target: p.text("target", ""), Route: p.text("route", "direct"),
		Transport: p.text("transport", "sse"), Dialect: p.text("dialect", "plain"),
	}
	if err := p.err(); err != nil {
		return err
	}
	i.root.tally.Drop(int64(n))
	ctm := i.vu.State().Tags.GetCurrentValues()
	setTags(&ctm, l)
	i.vu.State().Samples <- metrics.Sample{
		TimeSeries: metrics.TimeSeries{Metric: i.instruments.dropped, Tags: ctm.Tags},
		Time:       time.Now(), Value: n, Metadata: ctm.Metadata,
	}
	return nil
}
