package monotonic

import (
	"sync/atomic"
	"time"
)

const (
	// Two readings of one [time.Now] lie some 50 ns apart; slewing (at most 500 ppm) adds less between reads.
	quiet = 5 * time.Microsecond
	// A change beyond this that stays is a step of the wall clock.
	step = time.Millisecond
	// How often a suspicious pair is read again: the thread may have been put off between both clocks.
	rereads = 3
)

// WallOffset follows the distance of the wall clock from CLOCK_MONOTONIC and counts its steps.
type WallOffset struct {
	known atomic.Bool
	ref   atomic.Int64
	steps atomic.Int64
}

// At is the wall clock minus CLOCK_MONOTONIC in nanoseconds, as of the reading t.
func (o *WallOffset) At(t time.Time) int64 {
	offset := t.UnixNano() - At(t)
	if !o.known.Load() {
		o.ref.Store(offset)
		o.known.Store(true)
		return offset
	}
	ref := o.ref.Load()
	if within(offset, ref, quiet) {
		if offset != ref {
			o.ref.Store(offset)
		}
		return offset
	}
	return o.settle(ref, time.Now)
}

// Steps is how often the wall clock was stepped so far.
func (o *WallOffset) Steps() int64 { return o.steps.Load() }

func (o *WallOffset) settle(ref int64, now func() time.Time) int64 {
	nearest := int64(0)
	for i := range rereads {
		t := now()
		offset := t.UnixNano() - At(t)
		if i == 0 || abs(offset-ref) < abs(nearest-ref) {
			nearest = offset
		}
		if within(offset, ref, quiet) {
			break
		}
	}
	// Of several readers that see one step only the first may count it.
	if o.ref.CompareAndSwap(ref, nearest) && !within(nearest, ref, step) {
		o.steps.Add(1)
	}
	return nearest
}

func within(a, b int64, limit time.Duration) bool { return abs(a-b) <= int64(limit) }

func abs(v int64) int64 {
	if v < 0 {
		return -v
	}
	return v
}
