import { open } from 'k6/x/streamgauge'
import { check } from 'k6'

// Three readers that leave: orderly, by a reset, and without a word. Run:
//   k6 run --out streamgauge=records.ndjson -e URL=http://127.0.0.1:8080/chat/stream cancel.js
const url = __ENV.URL || 'http://127.0.0.1:8080/chat/stream'
const body = JSON.stringify({ prompt: 'Tell me a story.' })

// oxlint-disable-next-line import/no-default-export -- k6 calls the default export
export default async function () {
  for (const how of ['fin', 'rst', 'vanish']) {
    const record = await open({ url, body, cancel: { afterTokens: 2, how }, tags: { how } })
    check(record, { cancelled: (r) => r.outcome === 'cancelled' && r.cancel.how === how })
  }
}
