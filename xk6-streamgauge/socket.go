package streamgauge

import (
	"github.com/grafana/sobek"
	"github.com/tidwall/gjson"

	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/stream"
)

//nolint:gochecknoglobals // a table
var schemes = map[string]bool{"http": true, "https": true, "ws": true, "wss": true}

// defaultCancelMessage is sent where neither the script nor the dialect's table says how to ask a server to stop.
const defaultCancelMessage = `{"type":"cancel"}`

// socket reads what a WebSocket needs: the messages to send, and which options do not go with it.
func (i *instance) socket(p *options, q *stream.Request, scheme string) {
	over := q.Transport == "ws"
	switch {
	case !over && (scheme == "ws" || scheme == "wss"):
		p.problem("open.url is a WebSocket's, which does not go with transport %q", q.Transport)
	case over && p.text("http", "") == "2":
		p.problem("open.http 2 does not go with a WebSocket, which begins with HTTP/1.1")
	case over && p.has("method") && q.Method != "GET":
		p.problem("open.method %s does not go with a WebSocket, which begins with GET", q.Method)
	}
	if how := cancelHow(q); !over && (how == "ws-message" || how == "ws-close") {
		p.problem("open.cancel.how %s needs transport ws", how)
	}
	if p.has("messages") && !over {
		p.problem("open.messages needs transport ws")
	}
	if !over {
		return
	}
	q.Messages = i.messages(p, q)
	if q.Cancel != nil && len(q.Cancel.Message) == 0 {
		q.Cancel.Message = q.Table.Request.Cancel
		if len(q.Cancel.Message) == 0 {
			q.Cancel.Message = []byte(defaultCancelMessage)
		}
	}
}

func cancelHow(q *stream.Request) string {
	if q.Cancel == nil {
		return ""
	}
	return q.Cancel.How
}

// messages are what is sent once the socket is open: the option of that name, else what the dialect's table says of the
// body.
func (i *instance) messages(p *options, q *stream.Request) [][]byte {
	value := p.get("messages")
	if value == nil {
		return messagesOf(q.Body, q.Table.Request.Messages)
	}
	var list []string
	if object, ok := value.(*sobek.Object); !ok || object.ClassName() != "Array" || i.vu.Runtime().ExportTo(value, &list) != nil {
		p.problem("open.messages must be a list of strings")
		return nil
	}
	if q.Body != nil {
		p.problem("open takes a body or messages, not both")
	}
	messages := make([][]byte, len(list))
	for n, text := range list {
		messages[n] = []byte(text)
	}
	return messages
}

// messagesOf are the items of the list at a path in the body; the body itself where there is none.
func messagesOf(body []byte, path string) [][]byte {
	if body == nil {
		return nil
	}
	if path == "" {
		return [][]byte{body}
	}
	list := gjson.GetBytes(body, path)
	if !list.IsArray() {
		return [][]byte{body}
	}
	var messages [][]byte
	for _, message := range list.Array() {
		messages = append(messages, []byte(message.Raw))
	}
	return messages
}
