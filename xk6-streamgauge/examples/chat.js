import { open, nowMs } from 'k6/x/streamgauge'
import { check } from 'k6'

// Twenty streams a second for half a minute against a chat endpoint. Run:
//   k6 run --out streamgauge=records.ndjson -e URL=http://127.0.0.1:8080/chat/stream chat.js
export const options = {
  scenarios: {
    chat: {
      executor: 'constant-arrival-rate',
      rate: 20,
      timeUnit: '1s',
      duration: '30s',
      preAllocatedVUs: 50,
      maxVUs: 200,
    },
  },
  thresholds: {
    llm_time_to_first_token: ['p(95)<500'],
    'llm_stream_completions{status:success}': ['count>500'],
  },
}

// oxlint-disable-next-line import/no-default-export -- k6 calls the default export
export default async function () {
  const record = await open({
    url: __ENV.URL || 'http://127.0.0.1:8080/chat/stream',
    body: JSON.stringify({ prompt: 'Tell me a story.' }),
    dialect: 'plain',
    scheduledMs: nowMs(),
    timeouts: { firstMs: 10000, stallMs: 5000 },
  })
  // A cut stream is a failure even when it ends politely: look at the outcome, not at the status.
  check(record, { complete: (r) => r.outcome === 'complete' })
}
