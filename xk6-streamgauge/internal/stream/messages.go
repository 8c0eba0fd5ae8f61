package stream

import (
	"context"
	"errors"
	"io"
	"net/http"
	"sync"
	"time"

	"github.com/gorilla/websocket"

	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/monotonic"
)

const (
	socketReadBytes  = 4 << 10
	socketWriteBytes = 1 << 10
	slowReadBytes    = 256
	// How long a close frame may take when we go.
	farewellLimit = 100 * time.Millisecond
)

// socket is a WebSocket with a lock for those who write messages: the stream's goroutine, and the timer's on a cancel.
type socket struct {
	*websocket.Conn
	mu sync.Mutex
}

func (s *socket) send(message []byte) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.WriteMessage(websocket.TextMessage, message)
}

// farewell sends a close frame; whoever cannot take it within the limit goes without.
func (s *socket) farewell(code int) {
	_ = s.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(code, ""), time.Now().Add(farewellLimit))
}

// messages sends ours and reads theirs, to the end of the socket.
func (r *run) messages(conn *websocket.Conn, response *http.Response) {
	r.reader.headers.Store(r.headersAt(response))
	r.ev.Connected, r.ev.Status, r.announced = true, response.StatusCode, true
	r.rec.Status, r.rec.Protocol = response.StatusCode, response.Proto
	r.rec.Instance = redact(response.Header.Get("X-Mock-Instance"), r.q.Secrets)
	r.wire = &meter{}
	s := &socket{Conn: conn}
	r.socket.Store(s)
	left := context.AfterFunc(r.ctx, func() { r.leave(s) })
	defer left()
	err := r.sendAll(s)
	if err == nil && r.q.Cancel != nil && r.q.Cancel.BeforeFirstToken {
		r.cancel()
	}
	if err == nil {
		err = r.readMessages(s)
	}
	r.rec.Bytes = r.wire.bytes
	if cause := r.cause(); cause != nil {
		err = cause
	}
	r.bodyEnd(err, streamBody)
}

func (r *run) sendAll(s *socket) error {
	for _, message := range r.q.Messages {
		if err := s.send(message); err != nil {
			return err
		}
	}
	r.trace.sent(monotonic.Now())
	return nil
}

// leave ends the socket when the stream is to end: with a close frame, unless it was to end without.
func (r *run) leave(s *socket) {
	cause := r.cause()
	switch {
	case errors.Is(cause, errTail):
		s.farewell(websocket.CloseNormalClosure)
	case !errors.Is(cause, errCancel):
		s.farewell(websocket.CloseGoingAway)
	}
	_ = s.Close()
}

// readMessages reads one event a message; nil is an end by a close frame of 1000 or 1001 (contract: a clean end).
func (r *run) readMessages(s *socket) error {
	s.SetReadLimit(r.q.Limits.event())
	buf := r.scratch.buf[:r.chunkBytes()]
	for {
		_, message, err := s.NextReader()
		if err == nil {
			err = r.message(message, buf)
		}
		var closed *websocket.CloseError
		switch {
		case errors.As(err, &closed) && (closed.Code == websocket.CloseNormalClosure || closed.Code == websocket.CloseGoingAway):
			return nil
		case errors.Is(err, websocket.ErrReadLimit) && !r.reader.terminated:
			r.corrupt("event-too-long", err.Error())
			return err
		case err != nil:
			return err
		}
	}
}

// message takes one message, in the pieces in which a slow reader takes it.
func (r *run) message(message io.Reader, buf []byte) error {
	s := r.scratch
	s.message = s.message[:0]
	for {
		n, err := message.Read(buf)
		if n > 0 {
			s.message = append(s.message, buf[:n]...)
			r.wire.bytes += int64(n)
			r.reader.arrived(n)
			if r.wire.bytes > r.q.Limits.total() {
				return errBodyTooLong
			}
		}
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		if r.q.Read.Slow() && !r.pace(n) {
			return r.cause()
		}
	}
	if !r.reader.event(nil, s.message, nil) {
		return r.cause()
	}
	return nil
}
