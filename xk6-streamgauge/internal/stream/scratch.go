package stream

import (
	"crypto/sha256"
	"hash"
	"sync"

	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/integrity"
	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/ndjson"
	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/rawtext"
	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/record"
	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/sse"
)

const (
	// As large as net/http's own buffer, so that a read drains what one read of the socket brought.
	readBytes = 8 << 10
	// Slices that grew beyond this are left to the collector rather than kept for short streams.
	keptValues = 1 << 16
)

// scratch is what a stream needs while it runs, pooled so that a token costs no allocation.
type scratch struct {
	buf    []byte
	gaps   []record.Micros
	lag    []record.Micros
	reads  []record.ReadAt
	head   []byte
	text   hash.Hash
	sse    sse.Parser
	ndjson ndjson.Parser
	raw    rawtext.Parser

	order   integrity.Check
	message []byte // of a WebSocket
	transit []record.Micros
	lastID  []byte // of the newest event that had one, where the request wants it
}

//nolint:gochecknoglobals // a pool is one a process
var scratches = sync.Pool{New: func() any {
	return &scratch{buf: make([]byte, readBytes), text: sha256.New()}
}}

func takeScratch(eventBytes int64) *scratch {
	s, _ := scratches.Get().(*scratch)
	s.gaps, s.lag, s.reads, s.head = s.gaps[:0], s.lag[:0], s.reads[:0], s.head[:0]
	s.transit, s.lastID = s.transit[:0], s.lastID[:0]
	s.order.Reset()
	s.raw.Reset()
	s.text.Reset()
	s.sse.Reset()
	s.sse.LimitBytes = int(eventBytes)
	s.ndjson.Reset()
	s.ndjson.LimitBytes = int(eventBytes)
	return s
}

func (s *scratch) release() {
	if cap(s.gaps) > keptValues || cap(s.reads) > keptValues {
		return
	}
	s.sse.Handle, s.ndjson.Handle, s.raw.Handle = nil, nil, nil
	scratches.Put(s)
}
