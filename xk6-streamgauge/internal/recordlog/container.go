// Package recordlog is the output that writes records: `k6 run --out streamgauge=FILE`.
package recordlog

import "go.k6.io/k6/v2/metrics"

// Container carries a stream's record, as its line, together with its samples through k6's pipeline. Other outputs see
// the samples only.
type Container struct {
	metrics.ConnectedSamples
	Run  string
	Line []byte
}
