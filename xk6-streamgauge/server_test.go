package streamgauge

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"
)

// manner is how a server answers.
type manner int

const (
	hang manner = iota // keeps the connection open after the answer until the client goes
	told               // says each event once it was told to, but for the first
	keep               // answers further requests on the same connection
)

// server answers every request with one text.
type server struct {
	url      string
	requests chan *http.Request
	told     chan struct{}
}

func newServer(t *testing.T, answer string, manners ...manner) *server {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	s := &server{url: "http://" + listener.Addr().String() + "/", requests: make(chan *http.Request, 100), told: make(chan struct{}, 100)}
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go s.serve(conn, answer, manners)
		}
	}()
	return s
}

func (s *server) serve(conn net.Conn, answer string, manners []manner) {
	defer func() { _ = conn.Close() }()
	reader := bufio.NewReader(conn)
	for slices.Contains(manners, keep) {
		request, err := http.ReadRequest(reader)
		if err != nil {
			return
		}
		_, _ = io.Copy(io.Discard, request.Body)
		_, _ = io.WriteString(conn, answer)
	}
	request, err := http.ReadRequest(reader)
	if err != nil {
		return
	}
	_, _ = io.Copy(io.Discard, request.Body)
	s.requests <- request
	if slices.Contains(manners, told) {
		for n, part := range strings.SplitAfter(answer, "\n\n") {
			if n > 0 {
				<-s.told
			}
			_, _ = io.WriteString(conn, part)
		}
		return
	}
	_, _ = io.WriteString(conn, answer)
	if slices.Contains(manners, hang) {
		_, _ = io.Copy(io.Discard, conn)
	}
}

// chunked is a body in one chunk.
func chunked(body string) string { return fmt.Sprintf("%x\r\n%s\r\n0\r\n\r\n", len(body), body) }

// next is the next request that came.
func (s *server) next(t *testing.T) *http.Request {
	t.Helper()
	select {
	case request := <-s.requests:
		return request
	case <-time.After(5 * time.Second):
		t.Error("no request came")
		return &http.Request{}
	}
}
