//go:build !unix

package tally

func cpuSeconds() float64 { return 0 }
