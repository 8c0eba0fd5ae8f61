import * as ear from 'k6/x/streamgauge'
import { setTimeout } from 'k6/timers'

// The k6 script of `npm run detectors`: opens every stream of a schedule at its instant, and canaries beside it for as
// long as that takes. PLAN is a file: `orders`, a list of what `open` takes, sorted by `startAtMs`; `canaries`, the same for
// the streams of each canary, but for their numbers.
const plan = JSON.parse(open(__ENV.PLAN))
const AHEAD_MS = 1000

export const options = {
  scenarios: {
    detectors: {
      executor: 'per-vu-iterations',
      vus: 1,
      iterations: 1,
      maxDuration: '1h',
      gracefulStop: '0s',
    },
  },
  noCookiesReset: true,
  discardResponseBodies: true,
}

const until = (atMs) =>
  new Promise((resolve) => setTimeout(resolve, Math.max(0, atMs - ear.nowMs())))

async function sing(canary, number, lane) {
  for (let i = 0; !lane.over; i++) {
    await ear.open({ ...canary, stream: `canary/canary/${number}-${i}` })
  }
}

// oxlint-disable-next-line import/no-default-export -- k6 calls the default export
export default async function () {
  const lane = { over: false }
  const sung = plan.canaries.map((canary, number) => sing(canary, number, lane))
  const streams = []
  for (const order of plan.orders) {
    if (order.startAtMs - ear.nowMs() > AHEAD_MS) await until(order.startAtMs - AHEAD_MS / 2)
    streams.push(ear.open(order))
  }
  await Promise.all(streams)
  lane.over = true
  await Promise.all(sung)
}
