package stream_test

import (
	"bufio"
	"crypto/sha1" //nolint:gosec // RFC 6455, section 4.2.2, asks for it
	"encoding/base64"
	"encoding/binary"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
)

// Opcodes of frames: RFC 6455, section 5.2.
const (
	opText   = 1
	opBinary = 2
	opClose  = 8
	opPing   = 9
	opPong   = 10
)

func frame(op byte, payload string) string {
	head := []byte{0x80 | op}
	switch n := len(payload); {
	case n < 126:
		head = append(head, byte(n))
	case n < 1<<16:
		head = binary.BigEndian.AppendUint16(append(head, 126), uint16(n)) //nolint:gosec // checked
	default:
		head = binary.BigEndian.AppendUint64(append(head, 127), uint64(n)) //nolint:gosec // a length
	}
	return string(head) + payload
}

func closing(code uint16) string {
	return frame(opClose, string(binary.BigEndian.AppendUint16(nil, code)))
}

func says(token string) string { return frame(opText, `{"type":"token","content":"`+token+`"}`) }

var saysDone = frame(opText, `{"type":"done"}`)

// readFrame is the next frame of the client's, unmasked.
func readFrame(r io.Reader) (op byte, payload string, err error) {
	head := make([]byte, 2)
	if _, err := io.ReadFull(r, head); err != nil {
		return 0, "", err
	}
	n := int(head[1] & 0x7f)
	if n == 126 {
		long := make([]byte, 2)
		if _, err := io.ReadFull(r, long); err != nil {
			return 0, "", err
		}
		n = int(binary.BigEndian.Uint16(long))
	}
	body := make([]byte, 4+n)
	if _, err := io.ReadFull(r, body); err != nil {
		return 0, "", err
	}
	mask, text := body[:4], body[4:]
	for i := range text {
		text[i] ^= mask[i%4]
	}
	return head[0] & 0xf, string(text), nil
}

// accept answers a handshake, with more headers if there are any.
func accept(conn net.Conn, request *http.Request, more ...string) {
	sum := sha1.Sum([]byte(request.Header.Get("Sec-Websocket-Key") + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")) //nolint:gosec // see above
	_, _ = io.WriteString(conn, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"+
		"X-Mock-Instance: one\r\n"+strings.Join(more, "")+"Sec-WebSocket-Accept: "+base64.StdEncoding.EncodeToString(sum[:])+"\r\n\r\n")
}

// socketServer accepts handshakes, reads the first message, and lets serve go on; the connection is closed after it.
func socketServer(t *testing.T, serve func(conn *net.TCPConn, frames *bufio.Reader, first string), more ...string) string {
	t.Helper()
	return rawServer(t, func(conn *net.TCPConn, request *http.Request) {
		accept(conn, request, more...)
		frames := bufio.NewReader(conn)
		if _, first, err := readFrame(frames); err == nil {
			serve(conn, frames, first)
		}
	})
}

// utters writes a text and closes the connection orderly.
func utters(text string) func(*net.TCPConn, *bufio.Reader, string) {
	return func(conn *net.TCPConn, frames *bufio.Reader, _ string) {
		_, _ = io.WriteString(conn, text)
		_ = conn.CloseWrite()
		_, _ = io.Copy(io.Discard, frames)
	}
}
