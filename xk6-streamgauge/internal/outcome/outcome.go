// Package outcome names how a stream ended, from the evidence alone.
package outcome

// Outcome is the class of a stream's end: a closed set, the same as in core/outcome.ts.
type Outcome string

// The classes, in the order in which the first match wins.
const (
	Cancelled            Outcome = "cancelled"
	HarnessCut           Outcome = "harness_cut"
	Refused              Outcome = "refused"
	ErrorStatus          Outcome = "error_status"
	NotAStream           Outcome = "not_a_stream"
	ErrorInBand          Outcome = "error_in_band"
	Corrupt              Outcome = "corrupt"
	TimeoutFirst         Outcome = "timeout_first"
	TimeoutStall         Outcome = "timeout_stall"
	TimeoutTotal         Outcome = "timeout_total"
	TruncatedReset       Outcome = "truncated_reset"
	TruncatedClean       Outcome = "truncated_clean"
	Filtered             Outcome = "filtered"
	LengthLimited        Outcome = "length_limited"
	CompleteUnterminated Outcome = "complete_unterminated"
	Complete             Outcome = "complete"
)

// Success says whether the class counts as a success in rates and counters.
func (o Outcome) Success() bool {
	return o == Complete || o == CompleteUnterminated || o == LengthLimited || o == Filtered
}

// Status is the completion counter's label: success, cancelled (by the user or by the harness's own end) or error.
func (o Outcome) Status() string {
	switch {
	case o.Success():
		return "success"
	case o == Cancelled || o == HarnessCut:
		return "cancelled"
	default:
		return "error"
	}
}
