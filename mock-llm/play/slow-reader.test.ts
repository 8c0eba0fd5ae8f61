import { describe, expect, it } from 'vitest'
import { buildPlan } from '../../core/plan/build-plan.ts'
import type { Encoder } from '../encode/encoder.ts'
import { fakeStage, type FakeWire, fakeWire } from './fake-stage.ts'
import { type Played, play, type PollMark } from './player.ts'
import type { SlowReader } from './slow-reader.ts'

const START = 5_000
const encoder: Encoder = {
  opening: '',
  token: (_, index) => `<${index}>`,
  finish: () => 'stop',
  error: () => 'error',
  part: () => 'part',
}

/** 40 tokens, 10 ms apart, to a client that reads nothing from the start. */
function start(slowReader: SlowReader, queuedBytes = (wire: FakeWire) => wire.log.length * 10) {
  const stage = fakeStage(START)
  const wire = fakeWire(stage.clock)
  wire.full = true
  const results: Played[] = []
  let mark: PollMark = { round: 0, sleptMs: 0 }
  const player = play(
    {
      plan: buildPlan({ key: 'k', seed: 1, ttftMs: 0, gapMs: 10, gapCv: 0, tokens: 40 }),
      encoder,
      wire: { ...wire, write: (bytes) => wire.write(bytes), queuedBytes: () => queuedBytes(wire) },
      arrivedMs: START,
      slowReader,
      ended: (played) => results.push(played),
    },
    { ...stage, poll: () => mark },
  )
  const polled = (next: PollMark): void => {
    mark = next
  }
  return { stage, wire, results, player, polled }
}

describe('a client that does not read', () => {
  it('pauses its stream at once by default', () => {
    const { stage, wire, results, player } = start({ bytes: 0 })
    stage.run(START + 1_000)
    expect(wire.log).toHaveLength(1)
    player.stop('gone')
    expect(results[0]).toMatchObject({ end: 'gone', blockedMs: 1_000, maxQueuedBytes: 10 })
  })

  it('pauses it once so many bytes wait, under buffer', () => {
    const { stage, wire, player, results } = start({ bytes: 100 })
    stage.run(START + 1_000)
    expect(wire.log).toHaveLength(10)
    player.stop('gone')
    expect(results[0]).toMatchObject({ blockedMs: 910, maxQueuedBytes: 100 })
  })

  it('is dropped after a pause that long, and no earlier', () => {
    const { stage, results } = start({ bytes: 0, dropAfterMs: 250 })
    stage.run(START + 249)
    expect(results).toHaveLength(0)
    stage.run(START + 1_000)
    expect(results[0]).toMatchObject({ end: 'slow', endMs: START + 250, blockedMs: 250 })
    expect(stage.wheel.size()).toBe(0)
  })

  it('is not dropped when it reads in time, each pause counting anew', () => {
    const { stage, wire, results } = start({ bytes: 0, dropAfterMs: 250 })
    for (let i = 1; i <= 4; i++) {
      stage.run(START + i * 200)
      wire.drain()
      wire.full = i < 4
    }
    stage.run(START + 5_000)
    expect(results[0]).toMatchObject({ end: 'finish', blockedMs: 600 })
    expect(wire.log.at(-1)?.[1]).toBe('stop|end')
  })

  it('lets as many tokens wait as its queue has places, then the put times out', () => {
    const { stage, wire, results } = start({ bytes: 0, items: 25, dropAfterMs: 300 })
    stage.run(START + 10_000)
    expect(wire.log).toHaveLength(25)
    expect(results[0]).toMatchObject({ end: 'slow', endMs: START + 240 + 300, blockedMs: 300 })
  })

  it('keeps the bound of the queue when many tokens are overdue', () => {
    const { stage, wire, player, results } = start({ bytes: 0, items: 25 })
    stage.jump(START + 390)
    stage.run(START + 10_000)
    player.stop('gone')
    expect(wire.log.map(([, bytes]) => bytes).join('')).toContain('<24>')
    expect(results[0]?.stamps.count()).toBe(25)
  })

  it('never pauses a stream whose bytes fit', () => {
    const { stage, results } = start({ bytes: 1_000_000 })
    stage.run(START + 10_000)
    expect(results[0]).toMatchObject({ end: 'finish', blockedMs: 0, maxQueuedBytes: 400 })
  })
})

describe('tokens after the client had gone', () => {
  it.each<readonly [string, PollMark, PollMark, number]>([
    [
      'are those written since the last poll',
      { round: 7, sleptMs: 5 },
      { round: 8, sleptMs: 5 },
      1,
    ],
    ['are none when a poll lay between', { round: 7, sleptMs: 5 }, { round: 9, sleptMs: 5 }, 0],
    ['are none when the process slept', { round: 7, sleptMs: 5 }, { round: 8, sleptMs: 6 }, 0],
  ])('%s', (_, atWrite, atNotice, count) => {
    const { stage, wire, player, results, polled } = start({ bytes: 1_000_000 })
    wire.full = false
    stage.run(START + 195)
    polled(atWrite)
    stage.run(START + 205)
    polled(atNotice)
    player.stop('gone')
    expect(results[0]).toMatchObject({ end: 'gone', tokensAfterGone: count })
  })
})
