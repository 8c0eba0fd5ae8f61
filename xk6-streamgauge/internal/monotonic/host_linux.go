package monotonic

import (
	"time"

	"golang.org/x/sys/unix"
)

func hostClockNs(fallback time.Time) int64 {
	var ts unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_MONOTONIC, &ts); err != nil {
		return fallback.UnixNano()
	}
	return ts.Nano()
}
