package monotonic

import (
	"context"
	"testing"
	"testing/synctest"
	"time"
)

func TestNowIsTheHostsClock(t *testing.T) {
	closest := time.Hour
	for range 100 {
		before := Now()
		host := hostClockNs(time.Now())
		after := Now()
		if host < before-int64(time.Millisecond) || host > after+int64(time.Millisecond) {
			continue // put off between two readings
		}
		closest = min(closest, time.Duration(max(before-host, host-after, 0)))
	}
	if closest > 20*time.Microsecond {
		t.Fatalf("%v off CLOCK_MONOTONIC", closest)
	}
}

func TestASleepEndsAtItsInstant(t *testing.T) {
	best := time.Hour
	for range 5 {
		at := Now() + int64(8*time.Millisecond)
		if !SleepUntil(context.Background(), at) {
			t.Fatal("not slept")
		}
		late := time.Duration(Now() - at)
		if late < 0 {
			t.Fatalf("%v early", -late)
		}
		best = min(best, late)
	}
	if best > time.Millisecond {
		t.Fatalf("at best %v late", best)
	}
}

func TestASleepEndsWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		began := time.Now()
		if CoarseSleepUntil(ctx, Now()+int64(time.Hour)) || time.Since(began) != time.Second {
			t.Fatalf("slept %v", time.Since(began))
		}
		if !CoarseSleepUntil(t.Context(), Now()+int64(time.Hour)) || time.Since(began) != time.Hour+time.Second {
			t.Fatalf("slept %v", time.Since(began))
		}
		if CoarseSleepUntil(ctx, Now()-1) {
			t.Fatal("a context that has ended counts, even when there is nothing to wait for")
		}
	})
}
