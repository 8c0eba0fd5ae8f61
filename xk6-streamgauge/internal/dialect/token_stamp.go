package dialect

import (
	"math"
	"unsafe"

	"github.com/tidwall/gjson"
)

// TokenStamp is what the mock writes into an event: which token it is, and when it left.
type TokenStamp struct {
	Index int64
	AtMs  float64 // instant on CLOCK_MONOTONIC
}

// StampPath is where in an event the stamp is. Its zero value finds none.
type StampPath struct{ at path }

// NewStampPath compiles a path.
func NewStampPath(text string) StampPath { return StampPath{pathOf(text)} }

// Of is the stamp of an event; false if it has none.
func (p StampPath) Of(data []byte) (TokenStamp, bool) {
	if len(data) == 0 || p.at.text == "" || (p.at.needle != nil && ruledOut(data, p.at.needle)) {
		return TokenStamp{}, false
	}
	// The string shares the event's bytes: nothing of it is kept beyond this call.
	stamp := gjson.Get(unsafe.String(&data[0], len(data)), p.at.text)
	index, at := stamp.Get("i"), stamp.Get("t")
	if index.Type != gjson.Number || at.Type != gjson.Number {
		return TokenStamp{}, false
	}
	if index.Num != math.Trunc(index.Num) || math.Abs(index.Num) > 1<<53 {
		return TokenStamp{Index: -1, AtMs: at.Num}, true
	}
	return TokenStamp{Index: int64(index.Num), AtMs: at.Num}, true
}
