import { expect, test } from 'vitest'
import { fixtureRecord } from '../fixture/stream-record.ts'
import { CancelTally } from './cancel-tally.ts'

/** Closed 500 ms after an intended start at 1,000. */
const cancelled = (how: string) =>
  fixtureRecord({ outcome: 'cancelled', cancel: { atMs: 500, how, phase: 'tokens' } })

const tokens = (count: number) => Array.from({ length: count }, (_, i) => 1_200 + 20 * i)

test('lag and waste count from the instant at which we closed', () => {
  const tally = new CancelTally()
  for (const goneMs of [1_501, 1_503]) {
    tally.addRecord('storm', cancelled('fin'))
    tally.addJoined('storm', cancelled('fin'), {
      clientGoneMs: goneMs,
      outcome: 'client_gone',
      tokenMs: tokens(18),
    })
  }
  expect(tally.figures()).toEqual([
    {
      scenario: 'storm',
      route: 'direct',
      way: 'fin',
      phase: 'tokens',
      streams: 2,
      noticedStreams: 2,
      unnoticedStreams: 0,
      orphanStreams: 0,
      lagP50Ms: 2,
      lagP99Ms: 2.98,
      lagMaxMs: 3,
      // Tokens at 1,520 and 1,540 of each.
      wastedTokens: 4,
      wastedTokensP99: 2,
      wastedRatio: 4 / 36,
    },
  ])
})

test('a stream played to its end is an orphan, one that ended otherwise was not noticed', () => {
  const tally = new CancelTally()
  for (const outcome of ['played', 'slow_client']) {
    tally.addRecord('storm', cancelled('vanish'))
    tally.addJoined('storm', cancelled('vanish'), { outcome, tokenMs: tokens(64) })
  }
  expect(tally.figures()[0]).toMatchObject({
    noticedStreams: 0,
    unnoticedStreams: 1,
    orphanStreams: 1,
    wastedTokens: 2 * 48,
  })
  expect(tally.figures()[0]).not.toHaveProperty('lagP50Ms')
})

test('without a log only the count is known; streams that ended by themselves are not counted', () => {
  const tally = new CancelTally()
  tally.addRecord('storm', cancelled('rst'))
  tally.addRecord('storm', fixtureRecord())
  expect(tally.figures()).toEqual([
    { scenario: 'storm', route: 'direct', way: 'rst', phase: 'tokens', streams: 1 },
  ])
})

test('over HTTP/2 every way is a reset of the stream', () => {
  const tally = new CancelTally()
  for (const how of ['fin', 'rst', 'vanish']) {
    tally.addRecord(`storm/${how}`, { ...cancelled(how), protocol: 'HTTP/2' })
  }
  expect(tally.figures()).toMatchObject([
    { scenario: 'storm', way: 'h2-reset', phase: 'tokens', streams: 3 },
  ])
})
