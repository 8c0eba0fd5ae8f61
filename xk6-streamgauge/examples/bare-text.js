import { open } from 'k6/x/streamgauge'
import { check } from 'k6'

// Text in chunks, without events: its tokens are counted by bytes. Run:
//   k6 run --out streamgauge=records.ndjson -e URL=http://127.0.0.1:8080/chat/chunked bare-text.js
const url = __ENV.URL || 'http://127.0.0.1:8080/chat/chunked'

// oxlint-disable-next-line import/no-default-export -- k6 calls the default export
export default async function () {
  const record = await open({
    url,
    body: JSON.stringify({ prompt: 'Tell me a story.' }),
    dialect: 'chunked',
  })
  check(record, { complete: (r) => r.outcome === 'complete' && r.tokenSource === 'bytes' })
}
