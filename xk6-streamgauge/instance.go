package streamgauge

import (
	"net/http"

	"github.com/grafana/sobek"
	"go.k6.io/k6/v2/js/common"
	"go.k6.io/k6/v2/js/modules"

	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/dialect"
	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/monotonic"
	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/record"
	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/transport"
)

// instance is the module as one VU has it. Its methods run on the VU's own goroutine unless they say otherwise.
type instance struct {
	root        *Root
	vu          modules.VU
	instruments *instruments
	transports  map[transport.Key]*http.Transport
	dialects    map[string]*dialect.Table // users' own, by their JSON
	open        openStreams
	iteration   int64 // of the last stream opened
}

func newInstance(root *Root, vu modules.VU) *instance {
	instruments, err := root.catalog.register(vu.InitEnv().Registry)
	if err != nil {
		common.Throw(vu.Runtime(), err)
	}
	return &instance{
		root: root, vu: vu, instruments: instruments,
		transports: map[transport.Key]*http.Transport{}, dialects: map[string]*dialect.Table{},
	}
}

// Exports are the module's named exports.
func (i *instance) Exports() modules.Exports {
	return modules.Exports{Named: map[string]any{
		"open":      i.openStream,
		"cutAfter":  i.cutAfter,
		"dropStart": i.dropStart,
		"nowMs":     nowMs,
		"stats":     i.stats,
	}}
}

// nowMs is the present instant on CLOCK_MONOTONIC in milliseconds.
func nowMs() float64 { return record.OfNs(monotonic.Now()).Ms() }

// stats are the process's counters.
func (i *instance) stats() *sobek.Object {
	c := i.root.tally.Counts()
	object := i.vu.Runtime().NewObject()
	for _, counter := range [...]struct {
		name  string
		value int64
	}{
		{"started", c.Started}, {"active", c.Active}, {"done", c.Done}, {"tokens", c.Tokens}, {"dropped", c.Dropped},
	} {
		_ = object.Set(counter.name, counter.value) // a new plain object takes any property
	}
	return object
}

// transport is the VU's transport for a kind of stream; connections are kept over iterations unless k6's option
// noVUConnectionReuse says otherwise.
func (i *instance) transport(key transport.Key) *http.Transport {
	if state := i.vu.State(); state.Iteration != i.iteration {
		i.iteration = state.Iteration
		if state.Options.NoVUConnectionReuse.Bool {
			for _, t := range i.transports {
				t.CloseIdleConnections()
			}
		}
	}
	t, ok := i.transports[key]
	if !ok {
		t = transport.New(i.vu.State(), key)
		i.transports[key] = t
	}
	return t
}
