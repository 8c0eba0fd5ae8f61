import { describe, expect, it } from 'vitest'
import { retriesOf } from '../../core/plan/resilient.ts'
import type { Encoder } from '../encode/encoder.ts'
import { fakeStage, fakeWire } from '../play/fake-stage.ts'
import type { Played } from '../play/player.ts'
import type { Part } from './answer-reader.ts'
import type { Asked, Hearer } from './exchange.ts'
import { type Failure, failure } from './failure.ts'
import { relay, type RelayJob } from './relay.ts'

const START = 5_000
const encoder: Encoder = {
  opening: '',
  token: (text, index) => `<${index}${text}>`,
  notice: ({ retry, waitMs }) => `retry ${retry} in ${waitMs}`,
  finish: (_, sent) => `done ${sent}`,
  error: (kind, partial, message) => `error ${kind}, ${message}, after "${partial}"`,
  part: () => '',
}
const FACTS = { askedMs: 0, reasoningEvents: 0, toolCallEvents: 0, terminated: false }
const DONE: Part = { kind: 'done' }
const texts = (...all: readonly string[]): readonly Part[] =>
  all.map((text) => ({ kind: 'text', text }))
const failed = (one: Failure): Part => ({ kind: 'failed', failure: one })
const CUT = failure('cut', 'It ended.')
const LIMIT: Failure = { name: 'status', status: 429, message: 'Slow down' }

/** A relay whose provider is the test itself, which it asks in a moment. */
function create(job: Partial<RelayJob> = {}) {
  const stage = fakeStage(START)
  const wire = fakeWire(stage.clock)
  const calls: string[] = []
  const results: Played[] = []
  const hearers: Hearer[] = []
  const asked: Asked = {
    pause: () => calls.push('pause'),
    resume: () => calls.push('resume'),
    cancel: () => calls.push('cancel'),
    truth: () => FACTS,
  }
  const player = relay(
    {
      provider: {
        ask(_, hearer) {
          hearers.push(hearer)
          return asked
        },
        close: () => Promise.resolve(),
      },
      question: { prompt: 'hi', headers: {} },
      buffer: 'none',
      encoder,
      begin() {
        calls.push('begin')
        return wire
      },
      refuse: ({ status }) => calls.push(`refuse ${status}`),
      breaksBy: 'reset',
      ended: (played) => results.push(played),
      ...job,
    },
    stage,
  )
  const hearer = (): Hearer => {
    const last = hearers.at(-1)
    if (last === undefined) throw new Error('nothing was asked')
    return last
  }
  return {
    stage,
    wire,
    calls,
    results,
    player,
    hearers,
    hear: (parts: readonly Part[]) => hearer().parts(parts, stage.clock.nowMs()),
    accept: () => hearer().accepted(),
    refuse: (one: Failure) => hearer().refused(one),
    said: () => wire.log.map(([, what]) => what),
  }
}

async function start(job: Partial<RelayJob> = {}) {
  const created = create(job)
  await Promise.resolve()
  return created
}

describe('a relayed stream', () => {
  it('begins when the provider does, and passes each delta on in the moment it came', async () => {
    const { stage, wire, calls, results, accept, hear } = await start()
    expect(calls).toEqual([])
    stage.run(START + 100)
    accept()
    expect(calls).toEqual(['begin'])
    hear(texts('a'))
    stage.run(START + 120)
    hear([...texts('b', 'c'), DONE])
    expect(wire.log).toEqual([
      [START + 100, '<0a>'],
      [START + 120, '<1b><2c>'],
      [START + 120, 'done 3|end'],
    ])
    expect(stage.lateMs).toEqual([0, 0, 0])
    expect(results[0]).toMatchObject({
      end: 'finish',
      faults: [],
      relayed: {
        receivedMs: [START + 100, START + 120, START + 120],
        upstream: { attempts: 1 },
      },
    })
    expect(results[0]?.stamps.dueMs()).toEqual(results[0]?.relayed?.receivedMs)
  })

  it('holds text back as the buffer says, until the delta that completes it or the end', async () => {
    const { stage, wire, results, accept, hear } = await start({ buffer: 'word' })
    accept()
    hear(texts('On'))
    stage.run(START + 10)
    hear(texts('ce up', 'on'))
    stage.run(START + 30)
    hear([DONE])
    expect(wire.log).toEqual([
      [START + 10, '<0Once >'],
      [START + 30, '<1upon>'],
      [START + 30, 'done 2|end'],
    ])
    expect(results[0]?.stamps.dueMs()).toEqual([START + 10, START + 30])
    expect(results[0]?.relayed?.receivedMs).toEqual([START, START + 10, START + 10])
  })

  it.each<readonly [string, Partial<RelayJob>, Failure, readonly string[]]>([
    ['is reset', {}, CUT, ['<0a>', '|reset']],
    [
      'tells its error in the stream',
      {},
      { ...failure('error', 'No.'), code: 'overloaded' },
      ['<0a>', 'error overloaded, No., after ""|end'],
    ],
    [
      'is reset where there is no place for an error',
      { encoder: { ...encoder, error: () => '' } },
      failure('error', 'No.'),
      ['<0a>', '|reset'],
    ],
    [
      'is an error event where the endpoint has one',
      { breaksBy: 'event' },
      CUT,
      ['<0a>', 'error upstream_cut, It ended., after ""|end'],
    ],
  ])('that breaks %s', async (_, job, problem, log) => {
    const { results, accept, hear, said } = await start(job)
    accept()
    hear([...texts('a'), failed(problem)])
    expect(said()).toEqual(log)
    expect(results).toHaveLength(1)
    const end = log.at(-1) === '|reset' ? 'cut' : 'error'
    expect(results[0]).toMatchObject({ end, faults: [`upstream-${problem.name}`] })
  })

  it('passes on what was held back before it breaks', async () => {
    const { accept, hear, said } = await start({ buffer: 'sentence' })
    accept()
    hear([...texts('half'), failed(CUT)])
    expect(said()).toEqual(['<0half>', '|reset'])
  })

  it('that the provider refuses is refused, and never begins', async () => {
    const { calls, results, refuse } = await start()
    refuse(LIMIT)
    expect(calls).toEqual(['refuse 429', 'cancel'])
    expect(results[0]).toMatchObject({ end: 'error', faults: ['upstream-status'] })
  })

  it.each(['gone', 'shutdown'] as const)(
    'that is stopped (%s) is cancelled at once',
    async (why) => {
      const { calls, results, player, accept, hear } = await start()
      accept()
      hear(texts('a'))
      player.stop(why)
      expect(calls).toEqual(['begin', 'cancel'])
      expect(results).toMatchObject([{ end: why }])
      player.stop(why)
      expect(results).toHaveLength(1)
    },
  )

  it('that is stopped before it was asked is not asked', async () => {
    const { hearers, results, player } = create()
    player.stop('gone')
    await Promise.resolve()
    expect(hearers).toHaveLength(0)
    expect(results).toMatchObject([{ end: 'gone' }])
    expect(results[0]).not.toHaveProperty('relayed')
  })
})

describe('a client that does not read', () => {
  it('pauses the provider at once, and what one read brought waits', async () => {
    const { stage, wire, calls, results, accept, hear, said } = await start()
    accept()
    wire.full = true
    hear(texts('a'))
    hear(texts('b', 'c'))
    expect(calls).toEqual(['begin', 'pause'])
    expect(said()).toEqual(['<0a>'])
    stage.run(START + 500)
    wire.drain()
    expect(calls).toEqual(['begin', 'pause', 'resume'])
    hear([DONE])
    expect(said()).toEqual(['<0a>', '<1b><2c>', 'done 3|end'])
    expect(results[0]).toMatchObject({ end: 'finish', blockedMs: 500, maxQueuedBytes: 70_000 })
    // The two that waited are late because of the client.
    expect(stage.lateMs).toEqual([0])
  })

  it('ends its stream only after what waits has left', async () => {
    const { wire, results, accept, hear, said } = await start()
    accept()
    wire.full = true
    hear([...texts('a'), ...texts('b'), failed(CUT)])
    hear([])
    expect(said()).toEqual(['<0a><1b>'])
    expect(results).toEqual([])
    wire.drain()
    expect(said()).toEqual(['<0a><1b>', '|reset'])
  })

  it('fills a queue of so many items and no more, then is given up after the put timeout', async () => {
    const { stage, wire, calls, results, accept, hear, said } = await start({
      slowReader: { bytes: 0, items: 3, dropAfterMs: 30_000 },
    })
    accept()
    wire.full = true
    hear(texts('a', 'b', 'c', 'd', 'e'))
    expect(said()).toEqual(['<0a><1b><2c>'])
    expect(calls).toEqual(['begin', 'pause'])
    stage.run(START + 29_999)
    expect(results).toEqual([])
    stage.run(START + 30_000)
    expect(results).toMatchObject([{ end: 'slow', blockedMs: 30_000 }])
    expect(calls).toEqual(['begin', 'pause', 'cancel'])
  })

  it('that reads again within the put timeout goes on', async () => {
    const { stage, wire, results, accept, hear, said } = await start({
      slowReader: { bytes: 0, items: 3, dropAfterMs: 30_000 },
    })
    accept()
    wire.full = true
    hear(texts('a', 'b', 'c', 'd'))
    stage.run(START + 20_000)
    wire.drain()
    stage.run(START + 60_000)
    hear([DONE])
    expect(said()).toEqual(['<0a><1b><2c>', '<3d>', 'done 4|end'])
    expect(results).toMatchObject([{ end: 'finish', blockedMs: 20_000 }])
  })

  it('may let so many bytes wait, under buffer', async () => {
    const { wire, calls, accept, hear } = await start({ slowReader: { bytes: 70_001 } })
    accept()
    wire.full = true
    hear(texts('a'))
    expect(calls).toEqual(['begin'])
  })
})

describe('retries', () => {
  const retries = retriesOf(0, 1)

  it('are announced, waited out, and end in the answer', async () => {
    const { stage, wire, hearers, calls, results, refuse, accept, hear } = await start({ retries })
    expect(calls).toEqual(['begin'])
    refuse(LIMIT)
    stage.run(START + 1_999)
    expect(hearers).toHaveLength(1)
    stage.run(START + 2_000)
    expect(hearers).toHaveLength(2)
    refuse(LIMIT)
    stage.run(START + 6_000)
    expect(hearers).toHaveLength(3)
    accept()
    hear([...texts('a'), DONE])
    expect(wire.log).toEqual([
      [START, 'retry 1 in 2000'],
      [START + 2_000, 'retry 2 in 4000'],
      [START + 6_000, '<0a>'],
      [START + 6_000, 'done 1|end'],
    ])
    expect(results).toMatchObject([
      {
        end: 'finish',
        faults: ['rate-limit', 'rate-limit'],
        relayed: { upstream: { attempts: 3 } },
      },
    ])
  })

  it('end after three', async () => {
    const { stage, results, refuse, said } = await start({ retries, breaksBy: 'event' })
    refuse(LIMIT)
    stage.run(START + 2_000)
    refuse(LIMIT)
    stage.run(START + 6_000)
    refuse(LIMIT)
    stage.run(START + 60_000)
    expect(said().slice(2)).toEqual(['error max_retries, undefined, after ""|end'])
    expect(results).toMatchObject([
      { end: 'error', faults: ['rate-limit', 'rate-limit', 'rate-limit'] },
    ])
  })

  it('are not made for another status', async () => {
    const { results, refuse, said } = await start({ retries, breaksBy: 'event' })
    refuse({ ...LIMIT, status: 500, message: 'Oops.' })
    expect(said()).toEqual(['error status_500, API error: 500. Oops., after ""|end'])
    expect(results).toMatchObject([{ end: 'error', faults: ['upstream-status'] }])
  })

  it('are not made once text has come, which the error repeats', async () => {
    const { hearers, accept, hear, said } = await start({ retries, breaksBy: 'event' })
    accept()
    hear([...texts('Once ', 'upon'), failed(CUT)])
    expect(said().at(-1)).toBe('error upstream_cut, It ended., after "Once upon"|end')
    expect(hearers).toHaveLength(1)
  })

  it('stop when the client leaves while one is waited for', async () => {
    const { stage, hearers, results, player, refuse } = await start({ retries })
    refuse(LIMIT)
    player.stop('gone')
    stage.run(START + 60_000)
    expect(hearers).toHaveLength(1)
    expect(results).toMatchObject([{ end: 'gone' }])
  })
})
