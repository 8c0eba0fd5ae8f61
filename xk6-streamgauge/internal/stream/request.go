// Package stream opens one stream, listens to it to its end, and makes the record of it.
package stream

import (
	"hash"
	"net/http"
	"time"

	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/dialect"
	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/record"
)

// Request is one stream to open: where, how, and what to do with it.
type Request struct {
	record.Labels
	URL, Method string
	Header      http.Header
	Body        []byte
	Table       *dialect.Table
	// ScheduledNs is the intended start, an instant.
	ScheduledNs int64
	Timeouts    Timeouts
	Cancel      *Cancel
	// Messages are sent over a WebSocket once it is open.
	Messages [][]byte
	Read     Read
	Limits   Limits
	// Crowded: there are too many open streams, so that this one is not to be opened.
	Crowded bool
	// StampPath is where in an event the mock stamps its token.
	StampPath dialect.StampPath
	// KeepID keeps the newest event's id, to resume after it.
	KeepID bool
	// What an attempt that goes on from another takes over: the hash of the text so far (nil = none) and its length, and the
	// index of the first token to come.
	Sum                    hash.Hash
	TextBefore, FirstToken int64
	KeepRaw                bool
	// MaxRedirects is how many redirects are followed.
	MaxRedirects int
	// OnEvent, if not nil, is called with every event, on the stream's goroutine.
	OnEvent func(Seen)
	// Secrets are texts that must not stand in the record, even if the server echoes them.
	Secrets []string
}

// Timeouts bound a stream: the first token and the whole from the actual start, silence from the last content.
type Timeouts struct {
	First, Stall, Total time.Duration
}

// Cancel says when the stream is to be cancelled, and how the connection then ends.
type Cancel struct {
	After            time.Duration // from the actual start; 0 = not by time
	AfterTokens      int64         // content events; 0 = not by count
	BeforeFirstToken bool          // as soon as the response headers are in
	How              string        // "fin", "rst", "vanish", or over a WebSocket "ws-message", "ws-close"
	Message          []byte        // of "ws-message"
}

// Read slows the reading down, from the first event on.
type Read struct {
	BytesPerSecond     int64
	ReceiveBufferBytes int64
	PauseAfterBytes    int64
	Pause              time.Duration
}

// Slow says whether the reader differs from the fastest possible.
func (r Read) Slow() bool {
	return r.BytesPerSecond > 0 || r.ReceiveBufferBytes > 0 || r.PauseAfterBytes > 0
}

// Seen is one event as the script sees it. Its bytes are valid until OnEvent returns.
type Seen struct {
	At             record.Micros // from the intended start
	Name, Data, ID []byte
	Content        bool
	Terminator     bool
}
