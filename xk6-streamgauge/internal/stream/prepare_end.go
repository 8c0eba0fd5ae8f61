package stream

import (
	"strings"

	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/stamp"
)

// prepareEnd makes the close that follows a FIN or an RST, as asked. On HTTP/2 a cancelled stream is reset by a frame
// (RFC 9113, section 5.4.2) and the connection, which others share, stays.
func prepareEnd(conn *stamp.Conn, q *Request) {
	if conn == nil || conn.TCP() == nil || conn.Shared() {
		return
	}
	if q.Cancel != nil && q.Cancel.How == "vanish" {
		conn.Abandon()
		return
	}
	if q.Cancel != nil && q.Cancel.How == "rst" {
		_ = conn.TCP().SetLinger(0)
		return
	}
	// Unread bytes in the socket would make close send an RST; the FIN goes first. Below TLS its close_notify does that.
	if strings.HasPrefix(q.URL, "http:") || strings.HasPrefix(q.URL, "ws:") {
		_ = conn.TCP().CloseWrite()
	}
}
