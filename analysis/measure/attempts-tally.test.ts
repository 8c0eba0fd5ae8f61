import { expect, test } from 'vitest'
import type { StreamRecord } from '../../core/record/record.ts'
import { fixtureRecord } from '../fixture/stream-record.ts'
import { AttemptsTally } from './attempts-tally.ts'

const refused = (attempt: number, startedMs: number, last = false): StreamRecord =>
  fixtureRecord({
    stream: attempt === 1 ? 'a' : `a#${attempt}`,
    outcome: 'error_status',
    status: 429,
    scheduledMs: startedMs,
    startedMs,
    endMs: 10,
    retryAfterS: 1,
    attempt,
    ...(attempt > 1 && { of: 'a' }),
    ...(last && { attempts: attempt }),
  })

test('attempts over streams, how many ended well, and who did not wait', () => {
  const tally = new AttemptsTally()
  tally.add('s', fixtureRecord({ stream: 'b' }))
  tally.add('s', refused(1, 1_000))
  // Allowed from 2,010 on.
  tally.add('s', refused(2, 2_000))
  const third = fixtureRecord({ stream: 'a#3', of: 'a', attempt: 3, attempts: 3, startedMs: 3_100 })
  tally.add('s', third)
  expect(tally.figures()).toEqual([
    {
      scenario: 's',
      route: 'direct',
      streams: 2,
      attempts: 4,
      amplificationRatio: 2,
      succeededStreams: 2,
      earlyAttempts: 1,
    },
  ])
})

test('a stream that is given up did not succeed; without further attempts there is nothing to say', () => {
  const tally = new AttemptsTally()
  tally.add('s', refused(1, 1_000))
  tally.add('s', refused(2, 2_010, true))
  tally.add('t', fixtureRecord())
  expect(tally.figures()).toMatchObject([
    { scenario: 's', streams: 1, attempts: 2, succeededStreams: 0, earlyAttempts: 0 },
  ])
})
