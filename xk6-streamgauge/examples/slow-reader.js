import { open } from 'k6/x/streamgauge'
import { check } from 'k6'

// A reader that takes 2 KB a second from a small buffer, beside one that takes what comes. Run:
//   k6 run --out streamgauge=records.ndjson -e URL=http://127.0.0.1:8080/chat/stream slow-reader.js
const url = __ENV.URL || 'http://127.0.0.1:8080/chat/stream'
const body = JSON.stringify({ prompt: 'Tell me a story.' })

// oxlint-disable-next-line import/no-default-export -- k6 calls the default export
export default async function () {
  const [slow, fast] = await Promise.all([
    open({ url, body, read: { bytesPerSecond: 2000, receiveBufferBytes: 4096 } }),
    open({ url, body }),
  ])
  check(slow, { 'withheld on purpose': (r) => r.reader.withheldMs > 0 })
  check(fast, { 'left alone by the slow one': (r) => r.outcome === 'complete' })
}
