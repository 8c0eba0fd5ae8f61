import { check } from 'k6'
import exec from 'k6/execution'
import type { Options } from 'k6/options'
import { nowMs, open } from 'k6/x/streamgauge'

// A scenario of one's own, played by streamgauge against its mock or any URL, with its records and its report:
//   streamgauge run own-scenario.ts --route nginx
//   streamgauge run own-scenario.ts --target http://127.0.0.1:8000
// An editor knows the types by `include` of xk6-streamgauge/index.d.ts in tsconfig.json, and the package @types/k6.
// STREAMGAUGE_TARGET is the API base by the run's route, STREAMGAUGE_ROUTE that route's name for the records; this
// script's own options say how much load there is.
const ROUTE = __ENV['STREAMGAUGE_ROUTE'] ?? 'direct'
const TARGET = __ENV['STREAMGAUGE_TARGET'] ?? 'http://127.0.0.1:8080'

export const options: Options = {
  scenarios: {
    readers: { executor: 'constant-vus', vus: 4, duration: '3s', gracefulStop: '30s' },
  },
  thresholds: {
    llm_time_to_first_token: ['p(95)<2000'],
    checks: ['rate>0.99'],
  },
}

// oxlint-disable-next-line import/no-default-export -- k6 calls the default export
export default async function readers(): Promise<void> {
  const record = await open({
    url: `${TARGET}/chat/stream`,
    route: ROUTE,
    dialect: 'plain',
    body: JSON.stringify({ prompt: `Question ${exec.scenario.iterationInTest}` }),
    scheduledMs: nowMs(),
  })
  check(record, { complete: ({ outcome }) => outcome === 'complete' })
}
