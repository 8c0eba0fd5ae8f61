package stream

import (
	"context"
	"errors"
)

// Why we end a stream before it ends by itself: causes of its context.
var (
	errCancel = errors.New("cancelled as asked")
	errFirst  = errors.New("no token within the first-token limit")
	errStall  = errors.New("no content within the stall limit")
	errTotal  = errors.New("not over within the total limit")
	errTail   = errors.New("connection left open after the terminator")
	// ErrCut ends a stream because our own run ends.
	ErrCut = errors.New("cut by the end of the run")
)

// stopOf is the evidence's word for a cause; every cause that is not ours is the end of the run.
func stopOf(cause error) string {
	switch {
	case cause == nil, errors.Is(cause, errTail):
		return ""
	case errors.Is(cause, errCancel):
		return "cancel"
	case errors.Is(cause, errFirst):
		return "first"
	case errors.Is(cause, errStall):
		return "stall"
	case errors.Is(cause, errTotal):
		return "total"
	default:
		return "harness"
	}
}

// cause says why the stream was ended by us; nil if it was not. A server may answer our FIN before the timer's goroutine,
// which sent it, has told the cause: then this waits for it, so that the server's end is not taken for its own doing.
func (r *run) cause() error {
	if r.closing.Load() {
		<-r.ctx.Done()
	}
	return context.Cause(r.ctx)
}
