import type { TruthLine } from '../../core/truth.ts'
import { DEFAULTS, type Settings } from '../door/settings.ts'
import { monotonicClock } from '../monotonic-clock.ts'
import { createMock } from '../server.ts'

/** A mock on a free port of this process, whose truth lines the test can read. */
export interface RunningMock {
  readonly port: number
  readonly url: string
  readonly truth: readonly TruthLine[]
  /** Resolves once `count` truth lines are there. */
  readonly truthOf: (count: number) => Promise<readonly TruthLine[]>
  readonly stop: () => Promise<void>
}

/** Starts one; without settings it answers at once: no time to the first token, no gaps. */
export async function runMock(settings: Partial<Settings> = {}): Promise<RunningMock> {
  const truth: TruthLine[] = []
  const waiting: (() => void)[] = []
  const mock = createMock({
    settings: { ...DEFAULTS, port: 0, ttftMs: 0, gapMs: 0, tokens: 8, ...settings },
    clock: monotonicClock(),
    truth: {
      add(line) {
        if ('kind' in line) return
        truth.push(line)
        for (const look of waiting) look()
      },
      close: () => undefined,
    },
  })
  const port = await mock.listen()
  return {
    port,
    url: `http${settings.tls === true ? 's' : ''}://127.0.0.1:${port}`,
    truth,
    truthOf: (count) =>
      new Promise((resolve) => {
        const look = (): void => {
          if (truth.length >= count) resolve(truth.slice(0, count))
        }
        waiting.push(look)
        look()
      }),
    stop: () => mock.close(0),
  }
}
