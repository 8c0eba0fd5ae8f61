// Package record is one measured stream, and its line of NDJSON (version 1).
package record

import (
	"time"

	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/integrity"
	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/outcome"
)

// Micros is a duration or an instant in whole microseconds; records show it in milliseconds.
type Micros int64

// OfNs rounds nanoseconds to the nearest microsecond.
func OfNs(ns int64) Micros {
	if ns < 0 {
		return -OfNs(-ns)
	}
	return Micros((ns + 500) / 1000)
}

// Ms is the same in milliseconds.
func (m Micros) Ms() float64 { return float64(m) / 1000 }

// Labels say what a stream was part of; as given by the script.
type Labels struct {
	Run, Scenario, Stream, Target, Route, Transport, Dialect string
	Warmup, Probe, Ramp                                      bool
	// Attempt numbers the attempts of a stream that may be opened again, from 1; Of is the first one's stream.
	Attempt int64
	Of      string
	Tags    map[string]string
}

// Record is one stream. Instants are on CLOCK_MONOTONIC; offsets count from the intended start unless the name says
// otherwise. The names of the line's fields are those of core/record/record.ts.
type Record struct {
	Labels
	Protocol string
	At       time.Time

	Scheduled, Started Micros

	Reused                               Maybe[bool]
	DNS, Connect, TLS                    Maybe[Micros]
	Sent, Headers, FirstByte, FirstEvent Maybe[Micros] // from the actual start
	TTFT, TTFA, E2E                      Maybe[Micros]
	End                                  Micros
	Tokens                               int64
	TokenSource                          string
	ReasoningTokens, InputTokens         Maybe[int64]
	Events, ContentEvents                int64
	Reads, Bytes, TextBytes              int64
	TextSHA256                           string
	Gaps                                 []Micros // in order of arrival
	KeepRaw                              bool
	ReadsAt                              []ReadAt
	Stalls                               Maybe[Stalls]
	FluidityRatio                        Maybe[float64]
	Outcome                              outcome.Outcome
	Status                               int
	FinishReason                         string
	Terminated                           Maybe[bool]
	Error                                *Error
	Cancel                               *Cancel
	Reader                               *Reader
	RetryAfterS                          Maybe[float64]
	Instance                             string
	Stamp                                string
	Lag                                  []Micros // one a read; sorted by the encoder's caller
	CoalescedEvents                      int64
	ClockStep, TailOpen                  bool
	Resent                               int64 // how often net/http sent the request again by itself
	Attempts                             int64 // in the last attempt: how many there were
	Integrity                            Maybe[integrity.Counts]
	Transit                              []Micros // one a stamped token; sorted by the encoder's caller
	Replacements                         int64    // U+FFFD in the answer
}

// ReadAt is one read of the body.
type ReadAt struct {
	AtNs          int64 // instant
	Bytes         int32
	ContentEvents int32
}

// Stalls are the waits of a reader of fixed speed.
type Stalls struct {
	Count          int64
	Total, Longest Micros
}

// Error is what went wrong and in which phase: dns, connect, tls, proxy, send, headers, body, after-terminator.
type Error struct {
	Phase, Code, Message string
}

// Cancel is what was asked and when it was done.
type Cancel struct {
	At         Micros
	How, Phase string
}

// Reader is the slow reader that was asked for.
type Reader struct {
	BytesPerSecond, ReceiveBufferBytes Maybe[int64]
	// Withheld is how long it slept on purpose; InFlightBytes the most that then lay unread in the kernel.
	Withheld      Maybe[Micros]
	InFlightBytes Maybe[int64]
}

// StartDelay is our own delay: actual minus intended start.
func (r *Record) StartDelay() Micros { return r.Started - r.Scheduled }

// Tail is the end of the body minus the last content.
func (r *Record) Tail() Maybe[Micros] {
	if !r.E2E.Known {
		return Maybe[Micros]{}
	}
	return Known(r.End - r.E2E.Value)
}

// TPOT is (last - first content) / (tokens - 1); unknown below two tokens.
func (r *Record) TPOT() Maybe[Micros] {
	if !r.TTFT.Known || !r.E2E.Known || r.Tokens < 2 || r.ContentEvents < 2 {
		return Maybe[Micros]{}
	}
	return Known(OfNs(int64(r.E2E.Value-r.TTFT.Value) * 1000 / (r.Tokens - 1)))
}

// TokensPerSecond is tokens over the time to the last content.
func (r *Record) TokensPerSecond() Maybe[float64] {
	if !r.E2E.Known || r.E2E.Value <= 0 || r.Tokens == 0 {
		return Maybe[float64]{}
	}
	return Known(float64(r.Tokens) * 1e6 / float64(r.E2E.Value))
}
