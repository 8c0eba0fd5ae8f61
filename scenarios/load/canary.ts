import * as ear from 'k6/x/streamgauge'
import { CANARY } from '../../core/canary.ts'
import { calibrate } from './calibration.ts'
import { until } from './wait.ts'

const BODY = '{"prompt":"canary"}'

/** After a stream that did not come to its end: a mock that is gone must not make the lane spin. */
const PAUSE_MS = 1_000

/**
 * A calibration, and then one lane to a mock of our own beside the load, for as long as `load` takes: known streams, heard by the client in the state
 * in which it measures. None of the user's headers go there.
 */
export async function besideCanary(
  { run, canaryUrl }: { readonly run: string; readonly canaryUrl?: string },
  load: () => Promise<void>,
): Promise<void> {
  if (canaryUrl === undefined) return load()
  await calibrate(run, canaryUrl)
  const lane = { over: false }
  const sing = async (): Promise<void> => {
    for (let index = 0; !lane.over; index++) {
      const record = await ear.open({
        run,
        scenario: CANARY,
        route: CANARY,
        stream: `${CANARY}/${CANARY}/${index}`,
        target: 'mock',
        dialect: 'plain',
        url: canaryUrl,
        body: BODY,
        headers: { 'x-mock-key': `${CANARY}/${index}` },
        probe: true,
      })
      if (record.outcome !== 'complete' && !lane.over) await until(ear.nowMs() + PAUSE_MS)
    }
  }
  const ended = sing()
  try {
    await load()
  } finally {
    lane.over = true
    ear.cutAfter(0)
    await ended
  }
}
