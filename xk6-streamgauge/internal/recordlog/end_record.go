package recordlog

import (
	"encoding/json"
	"errors"

	"go.k6.io/k6/v2/errext"
)

type endRecord struct {
	V       int    `json:"v"`
	End     bool   `json:"end"`
	Run     string `json:"run"`
	Records int64  `json:"records"`
	Started int64  `json:"started"`
	Reason  string `json:"reason"`
}

func (o *Output) endRecord(testErr error) []byte {
	run := o.run
	if run == "" {
		run = o.variable(runVariable)
	}
	line, err := json.Marshal(endRecord{
		V: 1, End: true, Run: run, Records: o.written, Started: o.tally.Counts().Started, Reason: reasonOf(testErr),
	})
	if err != nil {
		panic(err) // a struct of numbers and texts
	}
	return append(line, '\n')
}

// reasonOf is `finished`, `interrupted` after a signal, or `aborted: …`. A threshold that was crossed when all was over
// ended nothing.
func reasonOf(testErr error) string {
	if testErr == nil {
		return "finished"
	}
	var reason errext.HasAbortReason
	if errors.As(testErr, &reason) {
		switch reason.AbortReason() {
		case errext.AbortedByUser:
			return "interrupted"
		case errext.AbortedByThresholdsAfterTestEnd:
			return "finished"
		default:
		}
	}
	return "aborted: " + testErr.Error()
}
