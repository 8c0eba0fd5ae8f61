package stream

import (
	"context"
	"errors"
	"net"
	"time"
)

var errHeadersTooLong = errors.New("the answer to the handshake is longer than its limit")

// handshake is a connection whose first answer is bounded in length, and ends with its stream: the handshake of a
// WebSocket knows of neither.
type handshake struct {
	net.Conn
	left int
	done bool
	stop func() bool
}

func newHandshake(ctx context.Context, conn net.Conn) *handshake {
	return &handshake{Conn: conn, left: headerLimitBytes, stop: context.AfterFunc(ctx, func() {
		_ = conn.SetDeadline(time.Unix(1, 0))
	})}
}

// over ends the bounds.
func (h *handshake) over() { h.done = true; h.stop() }

// NetConn is the connection beneath.
func (h *handshake) NetConn() net.Conn { return h.Conn }

// Read reads as long as the answer is within its limit.
func (h *handshake) Read(p []byte) (int, error) {
	if h.done {
		return h.Conn.Read(p)
	}
	if h.left <= 0 {
		return 0, errHeadersTooLong
	}
	n, err := h.Conn.Read(p)
	h.left -= n
	return n, err
}
