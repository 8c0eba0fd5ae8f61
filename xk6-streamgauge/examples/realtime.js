import { open } from 'k6/x/streamgauge'
import { check } from 'k6'

// OpenAI Realtime, in text: settings, one item, one answer; then an answer that is told to stop after five tokens. What is
// sent as messages, and how to ask for a stop, is in the dialect's table. Run:
//   k6 run --out streamgauge=records.ndjson -e URL=ws://127.0.0.1:8080/v1/realtime?model=mock realtime.js
const url = __ENV.URL || 'ws://127.0.0.1:8080/v1/realtime?model=mock'
const content = [{ type: 'input_text', text: 'Tell me a story.' }]
const body = JSON.stringify({
  messages: [
    { type: 'session.update', session: { type: 'realtime', output_modalities: ['text'] } },
    { type: 'conversation.item.create', item: { type: 'message', role: 'user', content } },
    { type: 'response.create' },
  ],
})

// oxlint-disable-next-line import/no-default-export -- k6 calls the default export
export default async function () {
  const whole = await open({ url, body, dialect: 'openai-realtime' })
  check(whole, { complete: (r) => r.outcome === 'complete' && r.finishReason === 'completed' })
  const cancel = { afterTokens: 5, how: 'ws-message' }
  const stopped = await open({ url, body, dialect: 'openai-realtime', cancel })
  check(stopped, { cancelled: (r) => r.outcome === 'cancelled' && r.tokens >= 5 })
}
