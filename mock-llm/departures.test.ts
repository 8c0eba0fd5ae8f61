import { expect, it } from 'vitest'
import { buildPlan } from '../core/plan/build-plan.ts'
import type { DepartureLine } from '../core/truth.ts'
import { createDepartures, type Noticed } from './departures.ts'
import { createStamps } from './play/stamps.ts'

const plan = buildPlan({ key: 'k', seed: 1, ttftMs: 0, gapMs: 1, gapCv: 0, tokens: 5 })

function noticed(stream: string): Noticed {
  const stamps = createStamps(plan, 0)
  stamps.add(10, [0])
  stamps.add(20, [1, 2])
  stamps.add(30, [3])
  return { stream, how: 'fin', goneMs: 31.5, stamps }
}

const LINE = {
  v: 1,
  kind: 'departure',
  stream: 'a',
  instance: 'm',
  clientGoneHow: 'fin',
  clientClosedMs: 15.25,
  clientGoneMs: 31.5,
  cancelLagMs: 16.25,
  tokensAfterClosed: 3,
}

it('a departure is known once it was noticed and reported, in either order, and once only', () => {
  const known: DepartureLine[] = []
  const departures = createDepartures('m', (line) => known.push(line))
  departures.noticed(noticed('a'))
  expect(known).toEqual([])
  departures.reported('a', 15.25)
  departures.reported('b', 25)
  expect(known).toEqual([LINE])
  departures.noticed(noticed('b'))
  expect(known[1]).toMatchObject({ stream: 'b', cancelLagMs: 6.5, tokensAfterClosed: 1 })
  departures.reported('b', 25)
  departures.reported('never seen', 1)
  expect(known).toHaveLength(2)
})

it('what is never reported is forgotten, the oldest first', () => {
  const known: DepartureLine[] = []
  const departures = createDepartures('m', (line) => known.push(line))
  for (let i = 0; i <= 100_000; i++) departures.noticed(noticed(String(i)))
  departures.reported('0', 15)
  departures.reported('1', 15)
  expect(known.map((line) => line.stream)).toEqual(['1'])
})
