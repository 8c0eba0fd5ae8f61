import type { WholeText } from '../encode/encoder.ts'
import { describe, expect, it } from 'vitest'
import { buildPlan } from '../../core/plan/build-plan.ts'
import { applyFaults, type FaultSpec } from '../../core/plan/faults.ts'
import type { Plan } from '../../core/plan/plan.ts'
import { roundMs } from '../../core/units.ts'
import type { Encoder } from '../encode/encoder.ts'
import { fakeStage, fakeWire } from './fake-stage.ts'
import { type Played, play } from './player.ts'
import { waitWhole } from './wait-whole.ts'

const START = 5_000
const ended = (): undefined => undefined
const encoder: Encoder = {
  opening: '^',
  token: (_, index) => `<${index}>`,
  finish: (step, sent) => `${step.reason}:${sent}`,
  error: (kind) => `error:${kind}`,
  part: (_, how) => `part:${how}`,
}

function start(plan: Plan, oversleepMs = 0) {
  const stage = fakeStage(START, oversleepMs)
  const wire = fakeWire(stage.clock)
  const results: Played[] = []
  const job = {
    plan,
    encoder,
    wire,
    arrivedMs: START,
    ended: (played: Played) => results.push(played),
  }
  const player = play(job, stage)
  return { stage, wire, results, player }
}

const planOf = (tokens: number, faults: readonly FaultSpec[] = []): Plan =>
  applyFaults(
    buildPlan({ key: 'k', seed: 1, ttftMs: 200, gapMs: 20, gapCv: 0, tokens }),
    faults,
    'k',
  )
const wholeAfter = (wire: { readonly log: readonly (readonly [number, string])[] }) =>
  wire.log.map(([atMs, what]) => `${what}@${atMs - START}`)

describe('the player', () => {
  it('writes each token when it is due, the opening with the first, and the end with the last', () => {
    const { stage, wire, results } = start(planOf(3))
    stage.run(START + 1_000)
    expect(wholeAfter(wire)).toEqual(['^<0>@200', '<1>@220', '<2>@240', 'stop:3|end@240'])
    expect(results).toHaveLength(1)
    expect(results[0]).toMatchObject({ end: 'finish', endMs: START + 240, blockedMs: 0 })
    expect(results[0]?.stamps.tokenMs()).toEqual([5_200, 5_220, 5_240])
    expect(results[0]?.stamps.dueMs()).toEqual([5_200, 5_220, 5_240])
    expect(stage.lateMs).toEqual([0, 0, 0])
  })

  it('sends the opening with the end when there is no token', () => {
    const { stage, wire } = start(planOf(0))
    stage.run(START + 1_000)
    expect(wholeAfter(wire)).toEqual(['^stop:0|end@200'])
  })

  it('sends what is late at once and together, counts it, and is in time again afterwards', () => {
    const { stage, wire, results } = start(planOf(5))
    stage.run(START + 205)
    stage.jump(START + 250)
    stage.run(START + 1_000)
    expect(wholeAfter(wire)).toEqual([
      '^<0>@200',
      '<1><2>@250',
      '<3>@260',
      '<4>@280',
      'stop:5|end@280',
    ])
    expect(stage.lateMs).toEqual([0, 30, 10, 0, 0])
    expect(results[0]?.stamps.tokenMs()).toEqual([5_200, 5_250, 5_250, 5_260, 5_280])
    expect(results[0]?.stamps.dueMs()).toEqual([5_200, 5_220, 5_240, 5_260, 5_280])
  })

  it('waits for a slow client, catches up, keeps its deadlines and counts the time', () => {
    const { stage, wire, results } = start(planOf(6))
    wire.full = true
    stage.run(START + 270)
    expect(wholeAfter(wire)).toEqual(['^<0>@200'])
    expect(stage.wheel.size()).toBe(0)
    wire.drain()
    stage.run(START + 1_000)
    expect(wholeAfter(wire)).toEqual([
      '^<0>@200',
      '<1><2><3>@270',
      '<4>@280',
      '<5>@300',
      'stop:6|end@300',
    ])
    expect(results[0]).toMatchObject({ blockedMs: 70, maxQueuedBytes: 70_000 })
    // What the client made late is not our lateness.
    expect(stage.lateMs).toEqual([0, 0, 0])
  })

  it('stops at once when the client is gone, blocked or not, and ends only once', () => {
    for (const full of [false, true]) {
      const { stage, wire, results, player } = start(planOf(50))
      stage.run(START + 225)
      wire.full = full
      stage.run(START + 245)
      player.stop('gone')
      wire.drain()
      stage.run(START + 5_000)
      player.stop('shutdown')
      expect(wire.log).toHaveLength(3)
      expect(results).toHaveLength(1)
      expect(results[0]).toMatchObject({ end: 'gone', endMs: START + 245, blockedMs: full ? 5 : 0 })
      expect(stage.wheel.size()).toBe(0)
    }
  })

  it.each<readonly [FaultSpec, string]>([
    [{ type: 'cut', afterTokens: 1, how: 'clean' }, '|end@220'],
    [{ type: 'cut', afterTokens: 1, how: 'reset' }, '|reset@220'],
    [{ type: 'cut', afterTokens: 1, how: 'no-last-chunk' }, '|hang-up@220'],
    [{ type: 'cut', afterTokens: 1, how: 'mid-event' }, 'part:mid-event|end@220'],
    [{ type: 'cut', afterTokens: 1, how: 'mid-char' }, 'part:mid-char|end@220'],
    [{ type: 'error', afterTokens: 1, kind: 'overloaded' }, 'error:overloaded|end@220'],
  ])('plays the end that the fault asks for: %o', (fault, last) => {
    const { stage, wire, results } = start(planOf(3, [fault]))
    stage.run(START + 1_000)
    expect(wholeAfter(wire)).toEqual(['^<0>@200', last])
    expect(results[0]?.end).toBe(fault.type)
  })

  it('never lets a stream that is far behind starve another', () => {
    const stage = fakeStage(START)
    const [behind, other] = [fakeWire(stage.clock), fakeWire(stage.clock)]
    const instant = buildPlan({ key: 'k', seed: 1, ttftMs: 0, gapMs: 0, gapCv: 0, tokens: 10_000 })
    play({ plan: instant, encoder, wire: behind, arrivedMs: START, ended }, stage)
    play({ plan: { ...instant }, encoder, wire: other, arrivedMs: START, ended }, stage)
    stage.wheel.tick()
    expect([behind.log.length, other.log.length]).toEqual([1, 1])
    expect(behind.log[0]?.[1].length).toBeLessThan(20_000)
  })

  it('keeps no due instants of a long stream, and draws them again alike', () => {
    const plan = buildPlan({ key: 'k', seed: 1, ttftMs: 5, gapMs: 0.01, gapCv: 1, tokens: 9_000 })
    const offsets: number[] = []
    const steps = plan.steps()
    for (let step = steps.next().value; step?.kind === 'token'; step = steps.next().value) {
      offsets.push(step.atMs)
    }
    const { stage, results } = start(plan)
    stage.run(START + 1_000)
    const due = results[0]?.stamps.dueMs() ?? []
    expect(due).toHaveLength(9_000)
    expect(results[0]?.stamps.tokenMs()).toHaveLength(9_000)
    expect(due).toEqual(offsets.map((atMs) => roundMs(START + atMs)))
  })
})

describe('an answer in one piece', () => {
  it('is sent when its plan is over, every token stamped with that write', () => {
    const stage = fakeStage(START)
    const sent: string[] = []
    const results: Played[] = []
    const job = {
      plan: planOf(3),
      arrivedMs: START,
      send: (last: { readonly kind: string }, said: WholeText) =>
        sent.push(
          `${last.kind} ${said.tokens} ${said.text.length > 0}@${stage.clock.nowMs() - START}`,
        ),
      ended: (played: Played) => results.push(played),
    }
    waitWhole(job, stage)
    stage.run(START + 1_000)
    expect(sent).toEqual(['finish 3 true@240'])
    expect(results[0]?.stamps.tokenMs()).toEqual([5_240, 5_240, 5_240])
    expect(results[0]?.stamps.dueMs()).toEqual([5_200, 5_220, 5_240])
  })
})
