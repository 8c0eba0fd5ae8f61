import * as ear from 'k6/x/streamgauge'
import { RUN_CALIBRATION, RUN_CALIBRATION_STREAMS } from '../../core/calibration.ts'
import { CALIBRATION } from '../../core/canary.ts'

/** Between two starts: a length at which their tokens do not fall on the same instants. */
const APART_MS = 13
const LEAD_MS = 50

/**
 * Known streams of every kind from a mock of our own, all at once, before the load: what the records say of them is compared
 * with what the mock wrote. Takes about two seconds.
 */
export async function calibrate(run: string, url: string): Promise<void> {
  const anchorMs = ear.nowMs() + LEAD_MS
  const streams = Array.from({ length: RUN_CALIBRATION_STREAMS }, (_, round) =>
    RUN_CALIBRATION.map(({ name, mock }, phase) =>
      ear.open({
        run,
        scenario: CALIBRATION,
        route: CALIBRATION,
        stream: `${CALIBRATION}/${CALIBRATION}/${name}/${round}`,
        target: 'mock',
        dialect: 'plain',
        url,
        body: '{"prompt":"calibration"}',
        headers: {
          'x-mock-key': `${CALIBRATION}/${name}/${round}`,
          'x-mock': JSON.stringify(mock),
        },
        startAtMs: anchorMs + APART_MS * (round * RUN_CALIBRATION.length + phase),
        probe: true,
      }),
    ),
  )
  await Promise.all(streams.flat())
}
