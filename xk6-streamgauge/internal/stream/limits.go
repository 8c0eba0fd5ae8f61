package stream

import "errors"

// Limits bound what one stream may cost; 0 stands for the default.
type Limits struct {
	EventBytes int64 // one event, line or message
	TotalBytes int64 // the body, after its content encoding is undone
}

const (
	// DefaultEventBytes is how long one event may be.
	DefaultEventBytes = 16 << 20
	// DefaultTotalBytes is how long a body may be: the figures of a stream grow with its events.
	DefaultTotalBytes = 1 << 30
)

var (
	errBodyTooLong = errors.New("the body is longer than its limit")
	errCrowded     = errors.New("as many streams are open as the limit allows")
)

func (l Limits) event() int64 {
	if l.EventBytes > 0 {
		return l.EventBytes
	}
	return DefaultEventBytes
}

func (l Limits) total() int64 {
	if l.TotalBytes > 0 {
		return l.TotalBytes
	}
	return DefaultTotalBytes
}
