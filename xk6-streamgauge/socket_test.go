package streamgauge

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/gorilla/websocket"
)

// chatSocket answers the first message with a token, keeps all messages, and ends at the second.
func chatSocket(t *testing.T) (url string, said chan string) {
	t.Helper()
	said = make(chan string, 10)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		upgrader := websocket.Upgrader{}
		conn, err := upgrader.Upgrade(w, r, nil)
		if err != nil {
			return
		}
		defer func() { _ = conn.Close() }()
		for range 2 {
			_, message, err := conn.ReadMessage()
			if err != nil {
				return
			}
			said <- string(message)
			_ = conn.WriteMessage(websocket.TextMessage, []byte(`{"type":"token","content":"a"}`))
		}
		_ = conn.WriteMessage(websocket.TextMessage, []byte(`{"type":"done"}`))
		_ = conn.WriteMessage(websocket.CloseMessage, websocket.FormatCloseMessage(websocket.CloseNormalClosure, ""))
	}))
	t.Cleanup(server.Close)
	return "ws" + strings.TrimPrefix(server.URL, "http"), said
}

// ownSocket is a table of the script's own, with so much of a request.
func ownSocket(request string) string {
	return `{ name: "own", transport: "ws", framing: "json-message", request: { ` + request + ` },
		decode: { content: ["content"], terminator: { kind: "path", path: "type", equals: "done" } } }`
}

func TestMessagesAreSentInOrderAndTheCancelIsTheTables(t *testing.T) {
	for _, c := range []struct{ name, params, first, second, outcome string }{
		{"messages", `dialect: "ws-chat", messages: ["one", "two"]`, "one", "two", "complete"},
		{"the script's cancel", `dialect: "ws-chat", body: "b", cancel: { afterTokens: 1, how: "ws-message", message: "enough" }`,
			"b", "enough", "cancelled"},
		{"the shipped table's cancel", `dialect: "ws-chat", body: "b", cancel: { afterTokens: 1, how: "ws-message" }`,
			"b", `{"type":"cancel"}`, "cancelled"},
		{"no cancel in the table", `dialect: ` + ownSocket("") + `, body: "b", cancel: { afterTokens: 1, how: "ws-message" }`,
			"b", `{"type":"cancel"}`, "cancelled"},
		{"a table's cancel", `dialect: ` + ownSocket("cancel: { stop: 1 }") + `,
			body: "b", cancel: { afterTokens: 1, how: "ws-message" }`, "b", `{"stop":1}`, "cancelled"},
		{"the messages that a table finds in the body", `dialect: ` + ownSocket(`messages: "say.all"`) + `,
			body: JSON.stringify({ say: { all: [{ a: 1 }, "b"] } })`, `{"a":1}`, `"b"`, "complete"},
		{"a body without those", `dialect: ` + ownSocket(`messages: "say.all"`) + `,
			body: '{"say":3}', cancel: { afterTokens: 1, how: "ws-message" }`, `{"say":3}`, `{"type":"cancel"}`, "cancelled"},
	} {
		t.Run(c.name, func(t *testing.T) {
			url, said := chatSocket(t)
			s := newScript(t)
			s.run(t, url, `ear.open({ url, `+c.params+` })`)
			lines, _ := s.pushed()
			if f := fields(t, lines[0]); f["outcome"] != c.outcome || f["transport"] != "ws" {
				t.Fatalf("%s", lines[0])
			}
			if first, second := <-said, <-said; first != c.first || second != c.second {
				t.Fatalf("said %q, %q", first, second)
			}
		})
	}
}
