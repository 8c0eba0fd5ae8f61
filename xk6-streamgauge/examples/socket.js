import { open } from 'k6/x/streamgauge'
import { check } from 'k6'

// One answer over a WebSocket, and one that is told to stop after five tokens. Run:
//   k6 run --out streamgauge=records.ndjson -e URL=ws://127.0.0.1:8080/ws/chat socket.js
const url = __ENV.URL || 'ws://127.0.0.1:8080/ws/chat'
const body = JSON.stringify({ type: 'message', prompt: 'Tell me a story.' })

// oxlint-disable-next-line import/no-default-export -- k6 calls the default export
export default async function () {
  const whole = await open({ url, body, dialect: 'ws-chat' })
  check(whole, { complete: (r) => r.outcome === 'complete' })
  const stopped = await open({
    url,
    body,
    dialect: 'ws-chat',
    cancel: { afterTokens: 5, how: 'ws-message' },
  })
  check(stopped, { cancelled: (r) => r.outcome === 'cancelled' })
}
