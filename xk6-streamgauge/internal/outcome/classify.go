package outcome

// Evidence is all that the class depends on.
type Evidence struct {
	// Stop is why we ended the stream before it ended by itself: "", "cancel", "harness", "first", "stall", "total".
	Stop string `json:"stop,omitempty"`
	// Connected: the request got a connection, TLS and proxy included.
	Connected bool `json:"connected,omitempty"`
	// Status of the HTTP answer, 0 = none came. Redirects that were followed do not show.
	Status int `json:"status,omitempty"`
	// NotAStream: a success status with something else than a stream.
	NotAStream bool `json:"notAStream,omitempty"`
	// ErrorInBand: an error object or event before the terminator, or as a whole JSON answer.
	ErrorInBand bool `json:"errorInBand,omitempty"`
	// Corrupt: a whole event before the terminator that does not parse, bad UTF-8, or tokens out of order.
	Corrupt bool `json:"corrupt,omitempty"`
	// Broken: the transport ended otherwise than by its own rules, or without an answer.
	Broken bool `json:"broken,omitempty"`
	// Terminated: the dialect's terminator arrived.
	Terminated bool `json:"terminated,omitempty"`
	// Finish is "", "stop", "length" or "filtered", by the dialect's table.
	Finish string `json:"finish,omitempty"`
	// What the dialect has.
	HasFinish     bool `json:"hasFinish,omitempty"`
	HasTerminator bool `json:"hasTerminator,omitempty"`
}

// Classify names the end of a stream: the first match of the closed list wins.
func Classify(e Evidence) Outcome {
	// After the terminator nothing changes the outcome: the stream had ended.
	stop, broken := e.Stop, e.Broken
	if e.Terminated {
		stop, broken = "", false
	}
	switch {
	case stop == "cancel":
		return Cancelled
	case stop == "harness":
		return HarnessCut
	case !e.Connected:
		return Refused
	case e.Status >= 300:
		return ErrorStatus
	case e.NotAStream && !e.ErrorInBand:
		return NotAStream
	case e.ErrorInBand:
		return ErrorInBand
	case e.Corrupt:
		return Corrupt
	case stop == "first":
		return TimeoutFirst
	case stop == "stall":
		return TimeoutStall
	case stop == "total":
		return TimeoutTotal
	case broken || e.Status == 0:
		return TruncatedReset
	default:
		return ended(e)
	}
}

// ended is the class of a stream that came to an end by the rules of its transport.
func ended(e Evidence) Outcome {
	// A terminator without a finish reason, where the dialect has one, is a cut stream made to look whole.
	if e.HasFinish && e.Finish == "" {
		return TruncatedClean
	}
	if !e.HasFinish && e.HasTerminator && !e.Terminated {
		return TruncatedClean
	}
	switch e.Finish {
	case "filtered":
		return Filtered
	case "length":
		return LengthLimited
	}
	if e.HasTerminator && !e.Terminated {
		return CompleteUnterminated
	}
	return Complete
}
