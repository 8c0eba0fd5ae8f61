package stream

import (
	"compress/gzip"
	"compress/zlib"
	"io"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/zstd"
)

// decoded undoes a content encoding (RFC 9110, section 8.4.1; br: RFC 7932; zstd: RFC 8878); false for one that we do
// not know. Decoders are made at the first read, since some read ahead.
func decoded(r io.Reader, encoding string) (io.Reader, bool) {
	switch encoding {
	case "", "identity":
		return r, true
	case "gzip", "x-gzip":
		return &lazy{open: func() (io.Reader, error) { return gzip.NewReader(r) }}, true
	case "deflate":
		return &lazy{open: func() (io.Reader, error) { return zlib.NewReader(r) }}, true
	case "br":
		return brotli.NewReader(r), true
	case "zstd":
		return &lazy{open: func() (io.Reader, error) {
			// One goroutine: a decoder that reads ahead would take stamps out of order.
			return zstd.NewReader(r, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true))
		}}, true
	default:
		return nil, false
	}
}

type lazy struct {
	open func() (io.Reader, error)
	r    io.Reader
}

func (l *lazy) Read(p []byte) (int, error) {
	if l.r == nil {
		r, err := l.open()
		if err != nil {
			return 0, err
		}
		l.r = r
	}
	return l.r.Read(p)
}
