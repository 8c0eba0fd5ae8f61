// Package streamgauge is the k6 extension that opens streams, stamps every read on the monotonic clock, reads slowly or
// cancels on demand, and names how each stream ended: the JavaScript module k6/x/streamgauge and the output that
// writes the records.
package streamgauge

import (
	"go.k6.io/k6/v2/js/modules"
	"go.k6.io/k6/v2/output"

	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/recordlog"
)

func init() {
	root := newRoot()
	modules.Register("k6/x/streamgauge", root)
	output.RegisterExtension("streamgauge", func(params output.Params) (output.Output, error) {
		return recordlog.New(params, root.tally)
	})
}
