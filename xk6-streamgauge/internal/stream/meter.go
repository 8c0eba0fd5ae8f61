package stream

import "io"

// meter counts the body's bytes below the decoding of its content encoding, and stamps each read.
type meter struct {
	r      io.Reader
	bytes  int64
	onRead func(n int)
}

func (m *meter) Read(p []byte) (int, error) {
	n, err := m.r.Read(p)
	if n > 0 {
		m.bytes += int64(n)
		m.onRead(n)
	}
	return n, err
}
