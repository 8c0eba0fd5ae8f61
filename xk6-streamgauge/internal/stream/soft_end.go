package stream

import "github.com/gorilla/websocket"

// softEnd asks the server to end the stream, by the means of the WebSocket; false where the stream is to end at once.
// What still comes is read until the server has ended it, or the limit for tails has passed.
func (r *run) softEnd() bool {
	s := r.socket.Load()
	if s == nil {
		return false
	}
	switch r.q.Cancel.How {
	case "ws-message":
		return s.send(r.q.Cancel.Message) == nil
	case "ws-close":
		s.farewell(websocket.CloseNormalClosure)
		return true
	default:
		return false
	}
}
