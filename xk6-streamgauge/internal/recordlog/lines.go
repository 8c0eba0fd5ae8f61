package recordlog

import (
	"bytes"
	"errors"
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

// append writes whole lines; of what a failing disk could not take it keeps those lines that it took whole. It returns how
// many lines are in the file because of it.
func (l *lines) append(b []byte) (int64, error) {
	n, err := l.file.Write(b)
	whole := bytes.LastIndexByte(b[:n], '\n') + 1
	if whole < n {
		if cut := l.file.Truncate(l.size + int64(whole)); cut != nil {
			err = errors.Join(err, cut)
		}
	}
	l.size += int64(whole)
	return int64(bytes.Count(b[:whole], []byte{'\n'})), err
}

func (l *lines) close() error { return l.file.Close() }
