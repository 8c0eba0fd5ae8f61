package stream_test

import (
	"bytes"
	"io"
	"net"
	"strconv"
	"testing"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"
)

// h2 is the server's end of an HTTP/2 connection (RFC 9113) over cleartext, after a request has come whole. It says, frame
// by frame, what a test wants it to.
type h2 struct {
	*http2.Framer
	conn  *net.TCPConn
	id    uint32 // of the request's stream
	count int    // of the connections so far, this one included
	block bytes.Buffer
	pack  *hpack.Encoder
	asked chan uint32            // requests that have come whole
	heard chan http2.FrameHeader // all frames

	updates chan uint32 // of the request's window
}

// rawHTTP2 serves one request a connection; when serve returns, the connection is closed in order.
func rawHTTP2(t *testing.T, serve func(*h2)) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	go func() {
		for count := 1; ; count++ {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			tcp, _ := conn.(*net.TCPConn)
			go h2Connection(tcp, count, serve)
		}
	}()
	return "http://" + listener.Addr().String() + "/"
}

func h2Connection(conn *net.TCPConn, count int, serve func(*h2)) {
	defer func() { _ = conn.Close() }()
	preface := make([]byte, len(http2.ClientPreface))
	if _, err := io.ReadFull(conn, preface); err != nil {
		return
	}
	s := &h2{Framer: http2.NewFramer(conn, conn), conn: conn, count: count, asked: make(chan uint32, 10), heard: make(chan http2.FrameHeader, 100_000)}
	s.updates = make(chan uint32, 100_000)
	s.AllowIllegalWrites = true
	s.pack = hpack.NewEncoder(&s.block)
	go s.listen()
	if s.WriteSettings() != nil || !s.next() {
		return
	}
	serve(s)
	_ = conn.CloseWrite()
	for range s.heard { // until the client has gone: an end with unread bytes would be a reset
		continue
	}
}

// listen reads what the client says.
func (s *h2) listen() {
	defer close(s.heard)
	defer close(s.asked)
	defer close(s.updates)
	for {
		frame, err := s.ReadFrame()
		if err != nil {
			return
		}
		head := frame.Header()
		if head.Flags.Has(http2.FlagDataEndStream) && (head.Type == http2.FrameData || head.Type == http2.FrameHeaders) {
			s.asked <- head.StreamID
		}
		if update, ok := frame.(*http2.WindowUpdateFrame); ok && head.StreamID != 0 {
			s.updates <- update.Increment
		}
		s.heard <- head
	}
}

// next waits for a request; false if there comes none.
func (s *h2) next() (ok bool) {
	s.id, ok = <-s.asked
	return ok
}

// fields encodes a block of headers or trailers.
func (s *h2) fields(pairs ...string) []byte {
	s.block.Reset()
	for i := 0; i+1 < len(pairs); i += 2 {
		_ = s.pack.WriteField(hpack.HeaderField{Name: pairs[i], Value: pairs[i+1]})
	}
	return append([]byte{}, s.block.Bytes()...)
}

// head answers with a status and, where it is 200, the media type of a stream of events unless another is given.
func (s *h2) head(status int, pairs ...string) {
	all := append([]string{":status", strconv.Itoa(status)}, pairs...)
	if status == 200 && !contains(pairs, "content-type") {
		all = append(all, "content-type", "text/event-stream")
	}
	_ = s.WriteHeaders(http2.HeadersFrameParam{StreamID: s.id, BlockFragment: s.fields(all...), EndHeaders: true})
}

func contains(list []string, text string) bool {
	for _, item := range list {
		if item == text {
			return true
		}
	}
	return false
}

// data sends so much of the body, a frame each.
func (s *h2) data(parts ...string) {
	for _, part := range parts {
		_ = s.WriteData(s.id, false, []byte(part))
	}
}

// end ends the stream in order, with a last part of the body.
func (s *h2) end(part string) { _ = s.WriteData(s.id, true, []byte(part)) }

// hang waits for the client to leave the stream.
func (s *h2) hang() {
	for head := range s.heard {
		if head.Type == http2.FrameRSTStream && head.StreamID == s.id {
			return
		}
	}
}
