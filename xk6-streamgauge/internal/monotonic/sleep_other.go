//go:build !linux

package monotonic

import (
	"context"
	"time"
)

// SleepUntil waits for the instant atNs on the monotonic clock; false if the context ended first.
func SleepUntil(ctx context.Context, atNs int64) bool {
	return coarseSleep(ctx, time.Duration(atNs-Now()))
}
