package monotonic

import (
	"context"
	"time"
)

// CoarseSleepUntil is [SleepUntil] by Go's timers alone, which a test's fake clock can drive.
func CoarseSleepUntil(ctx context.Context, atNs int64) bool {
	return coarseSleep(ctx, time.Duration(atNs-Now()))
}

// coarseSleep waits d by a Go timer; false if the context ended first.
func coarseSleep(ctx context.Context, d time.Duration) bool {
	if d <= 0 {
		return ctx.Err() == nil
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}
