package stream

import (
	"crypto/sha256"
	"hash"
	"sync"

	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/ndjson"
	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/record"
	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/sse"
)

const (
	// As large as net/http's own buffer, so that a read drains what one read of the socket brought.
	readBytes = 8 << 10
	// One event may be this long.
	eventLimitBytes = 16 << 20
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
}

//nolint:gochecknoglobals // a pool is one a process
var scratches = sync.Pool{New: func() any {
	return &scratch{buf: make([]byte, readBytes), text: sha256.New()}
}}

func takeScratch() *scratch {
	s, _ := scratches.Get().(*scratch)
	s.gaps, s.lag, s.reads, s.head = s.gaps[:0], s.lag[:0], s.reads[:0], s.head[:0]
	s.text.Reset()
	s.sse.Reset()
	s.sse.LimitBytes = eventLimitBytes
	s.ndjson.Reset()
	s.ndjson.LimitBytes = eventLimitBytes
	return s
}

func (s *scratch) release() {
	if cap(s.gaps) > keptValues || cap(s.reads) > keptValues {
		return
	}
	s.sse.Handle, s.ndjson.Handle = nil, nil
	scratches.Put(s)
}
