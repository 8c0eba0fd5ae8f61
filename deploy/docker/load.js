import { open, nowMs } from 'k6/x/streamgauge'
import { check } from 'k6'
import exec from 'k6/execution'

// What the k6 image runs: an open loop over one or several routes in turn. Environment:
//   ROUTES    NAME=URL of each, by commas (direct=http://127.0.0.1:8080)
//   RATE      streams a second (10)
//   DURATION  how long streams are started (60s)
const routes = (__ENV.ROUTES || 'direct=http://127.0.0.1:8080').split(',').map((pair) => {
  const [route, ...url] = pair.split('=')
  return { route, url: `${url.join('=')}/chat/stream` }
})
const rate = Number(__ENV.RATE || 10)

export const options = {
  scenarios: {
    load: {
      executor: 'constant-arrival-rate',
      rate,
      timeUnit: '1s',
      duration: __ENV.DURATION || '60s',
      // Streams of up to ten seconds; one that starts late for want of a VU would be k6's fault, not the server's.
      preAllocatedVUs: rate * 10,
      gracefulStop: '60s',
    },
  },
  thresholds: {
    dropped_iterations: ['count==0'],
    'llm_stream_completions{status:error}': ['count==0'],
    'llm_stream_completions{status:success}': ['count>0'],
  },
}

// oxlint-disable-next-line import/no-default-export -- k6 calls the default export
export default async function () {
  const { route, url } = routes[exec.scenario.iterationInTest % routes.length]
  const record = await open({
    url,
    route,
    body: JSON.stringify({ prompt: 'Tell me a story.' }),
    dialect: 'plain',
    scheduledMs: nowMs(),
  })
  check(record, { complete: (r) => r.outcome === 'complete' })
}
