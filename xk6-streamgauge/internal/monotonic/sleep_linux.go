package monotonic

import (
	"context"
	"time"

	"golang.org/x/sys/unix"
)

// Go's timers wait in epoll, which counts in milliseconds; the rest is slept in the kernel to the absolute instant.
const exactTail = 1200 * time.Microsecond

// SleepUntil waits for the instant atNs on CLOCK_MONOTONIC; false if the context ended first.
func SleepUntil(ctx context.Context, atNs int64) bool {
	if !coarseSleep(ctx, time.Duration(atNs-Now())-exactTail) {
		return false
	}
	if atNs > Now() {
		deadline := unix.NsecToTimespec(atNs)
		for unix.ClockNanosleep(unix.CLOCK_MONOTONIC, unix.TIMER_ABSTIME, &deadline, nil) == unix.EINTR {
			continue
		}
	}
	return ctx.Err() == nil
}
