import { open } from 'k6/x/streamgauge'
import { check } from 'k6'

// A stream that goes on where it was cut, and asks a busy server again. Each attempt is a record. Run:
//   k6 run --out streamgauge=records.ndjson -e URL=http://127.0.0.1:8080/chat/stream resume.js
const url = __ENV.URL || 'http://127.0.0.1:8080/chat/stream'

// oxlint-disable-next-line import/no-default-export -- k6 calls the default export
export default async function () {
  const record = await open({
    url,
    resume: { maxAttempts: 3, delayMs: 50 },
    retry: { maxAttempts: 3, baseMs: 100, capMs: 1000, seed: 1 },
  })
  check(record, { 'complete in the end': (r) => r.outcome === 'complete' && r.attempts >= 1 })
}
