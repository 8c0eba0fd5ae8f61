import { expect, test } from 'vitest'
import type { StreamRecord } from '../../core/record/record.ts'
import { judgeMade } from '../fixture/results-in-memory.ts'
import { fixtureStreams } from '../fixture/streams.ts'

const ROUTES = [{ name: 'direct', shows: 'the mock itself' }]

/** 100 streams of a kind, of which the first `wrong` end complete and the others cut. */
const kind = (variant: string, wrong: number): readonly StreamRecord[] =>
  fixtureStreams(100, (i) => ({
    scenario: 'chaos-cut',
    stream: `chaos-cut/direct/${variant}/${i}`,
    tags: { variant },
    ...(i >= wrong && { outcome: 'truncated_clean' as const }),
  }))

const judged = (records: readonly StreamRecord[]) =>
  judgeMade({
    records,
    run: {
      routes: ROUTES,
      scenarios: ['chaos-cut'],
      expectations: [{ scenario: 'chaos-cut', variant: 'cut', outcomes: ['truncated_clean'] }],
    },
  }).summary

test('a kind of streams that is meant to break passes when it is told for what it is', () => {
  const { groups, verdict } = judged([...kind('cut', 1), ...kind('steady', 100)])
  expect(groups.map((group) => group.scenario)).toEqual(['chaos-cut/cut', 'chaos-cut/steady'])
  expect(verdict.gates).toMatchObject([
    { name: 'outcome truncated_clean', decision: 'pass', found: 0.99, misses: 1 },
    { name: 'completion', decision: 'pass', found: 1 },
  ])
  expect(verdict.exitCode).toBe(0)
})

test('cut streams taken for whole ones fail it, by name', () => {
  const { verdict } = judged(kind('cut', 2))
  expect(verdict.gates[0]).toMatchObject({
    decision: 'fail',
    worst: [{ stream: 'chaos-cut/direct/cut/0' }, { stream: 'chaos-cut/direct/cut/1' }],
  })
  expect(verdict.exitCode).toBe(99)
})

test('other kinds keep the completion ratio', () => {
  expect(judged([...kind('cut', 0), ...kind('steady', 50)]).verdict.exitCode).toBe(99)
})
