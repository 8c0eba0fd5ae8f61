package recordlog

import (
	"io"
	"os"
)

// lines is a file that holds whole lines at all times.
type lines struct {
	file file
	size int64
}

// file is what lines need of an *os.File.
type file interface {
	io.WriteCloser
	Truncate(size int64) error
}

// openLines opens a file to append to.
func openLines(path string) (*lines, error) {
	f, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644) //nolint:gosec // a results file, to be read by all
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err != nil {
		_ = f.Close()
		return nil, err
	}
	return &lines{file: f, size: info.Size()}, nil
}

// append writes whole lines, or takes back what it could write of them.
func (l *lines) append(b []byte) error {
	n, err := l.file.Write(b)
	if err != nil {
		if n > 0 {
			_ = l.file.Truncate(l.size) // what can be done about a torn line; the error says the rest
		}
		return err
	}
	l.size += int64(n)
	return nil
}

func (l *lines) close() error { return l.file.Close() }
