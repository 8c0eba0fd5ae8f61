package stream

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/record"
)

// retryAfter is how many seconds the server asks to wait: retry-after-ms, else Retry-After as seconds or as an HTTP date
// (RFC 9110, section 10.2.3), counted from the request.
func retryAfter(header http.Header, now time.Time) record.Maybe[float64] {
	if ms, ok := number(header.Get("Retry-After-Ms")); ok {
		return record.Known(ms / 1000)
	}
	text := header.Get("Retry-After")
	if seconds, ok := number(text); ok {
		return record.Known(seconds)
	}
	if date, err := http.ParseTime(strings.TrimSpace(text)); err == nil {
		return record.Known(max(0, date.Sub(now).Seconds()))
	}
	return record.Maybe[float64]{}
}

func number(text string) (float64, bool) {
	value, err := strconv.ParseFloat(strings.TrimSpace(text), 64)
	return value, err == nil && value >= 0 && value < 1e12
}
