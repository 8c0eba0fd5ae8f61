// Package monotonic reads the host's CLOCK_MONOTONIC, so that instants of several processes on one
// host can be joined, and watches its distance from the wall clock, in which the kernel stamps packets.
package monotonic

import "time"

// Go's own monotonic readings count from an arbitrary origin; one pair of readings at start ties them
// to CLOCK_MONOTONIC. On Linux both tick by the same clock, so the tie never drifts.
//
//nolint:gochecknoglobals // one clock a process
var origin, originNs = tie()

// Now is the present instant in nanoseconds on CLOCK_MONOTONIC.
func Now() int64 { return At(time.Now()) }

// At converts a reading of [time.Now] to nanoseconds on CLOCK_MONOTONIC.
func At(t time.Time) int64 { return originNs + int64(t.Sub(origin)) }

// tie takes the closest of several pairs of readings, since a thread may be put off between the two.
func tie() (time.Time, int64) {
	const tries = 32
	var best time.Time
	var bestNs int64
	narrowest := time.Duration(1<<63 - 1)
	for range tries {
		before := time.Now()
		ns := hostClockNs(before)
		after := time.Now()
		if width := after.Sub(before); width < narrowest {
			narrowest = width
			best, bestNs = before.Add(width/2), ns
		}
	}
	return best, bestNs
}
