package monotonic

import (
	"testing"
	"time"
)

func TestTheOffsetIsWallMinusMonotonic(t *testing.T) {
	var o WallOffset
	now := time.Now()
	if got := o.At(now); got != now.UnixNano()-At(now) || o.Steps() != 0 {
		t.Fatalf("%d, %d steps", got, o.Steps())
	}
	for range 1000 {
		o.At(time.Now())
	}
	if o.Steps() != 0 {
		t.Fatalf("%d steps of a clock that was not stepped", o.Steps())
	}
}

func TestAStepIsCountedOnceAndOnlyIfItStays(t *testing.T) {
	var o WallOffset
	now := time.Now()
	ref := o.At(now)
	// One odd pair of readings is the thread's being put off between both clocks.
	o.ref.Store(ref + int64(100*time.Microsecond))
	o.At(time.Now())
	if o.Steps() != 0 {
		t.Fatal("a change of 100 µs is no step")
	}
	o.ref.Store(ref + int64(5*time.Millisecond)) // as if the clock had stood 5 ms ahead before
	if got := o.At(time.Now()); o.Steps() != 1 || !within(got, ref, time.Millisecond) {
		t.Fatalf("%d steps, offset %d off", o.Steps(), got-ref)
	}
	o.At(time.Now())
	if o.Steps() != 1 {
		t.Fatal("counted twice")
	}
}
