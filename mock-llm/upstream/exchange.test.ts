import { Dispatcher } from 'undici'
import { describe, expect, it } from 'vitest'
import { fakeStage } from '../play/fake-stage.ts'
import { Exchange } from './exchange.ts'

/** A dispatcher that never connects by itself. */
class Waiting extends Dispatcher {
  handler: Dispatcher.DispatchHandler | undefined
  override dispatch(_: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): boolean {
    this.handler = handler
    return true
  }
}

function controller(calls: string[]): Dispatcher.DispatchController {
  return {
    aborted: false,
    paused: false,
    reason: null,
    rawHeaders: null,
    rawTrailers: null,
    abort: () => calls.push('abort'),
    pause: () => calls.push('pause'),
    resume: () => calls.push('resume'),
  }
}

function start() {
  const agent = new Waiting()
  const told: string[] = []
  const calls: string[] = []
  const stage = fakeStage(1_000)
  const exchange = new Exchange({
    agent,
    target: { origin: 'http://h', path: '/', model: 'm', secrets: [] },
    stage,
    known: { countsUsage: true },
    question: { prompt: 'hi', headers: {} },
    hearer: {
      accepted: () => told.push('accepted'),
      refused: ({ name }) => told.push(name),
      parts: (parts) => told.push(...parts.map(({ kind }) => kind)),
    },
  })
  const { handler } = agent
  if (handler === undefined) throw new Error('nothing was dispatched')
  return { exchange, handler, told, calls, stage, control: controller(calls) }
}

const STREAM = { 'content-type': 'text/event-stream' }
const WHOLE =
  'data: {"choices":[{"delta":{"content":"a"},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n'

describe('a request that is given up', () => {
  it('while the connection is made is not sent over it', () => {
    const { exchange, handler, told, calls, control } = start()
    exchange.cancel()
    handler.onRequestStart?.(control, {})
    expect(calls).toEqual(['abort'])
    handler.onResponseError?.(control, new Error('aborted'))
    expect(told).toEqual([])
    expect(exchange.truth()).toMatchObject({ askedMs: 1_000, cancelledMs: 1_000 })
  })

  it('tells nothing of what is still read', () => {
    const { exchange, handler, told, calls, control } = start()
    handler.onRequestStart?.(control, {})
    handler.onResponseStart?.(control, 200, STREAM)
    exchange.cancel()
    exchange.cancel()
    handler.onResponseData?.(control, Buffer.from(WHOLE))
    handler.onResponseEnd?.(control, {})
    expect(told).toEqual(['accepted'])
    expect(calls).toEqual(['abort'])
  })
})

describe('a request', () => {
  it('that was paused before its answer came stays paused', () => {
    const { exchange, handler, calls, control } = start()
    exchange.pause()
    handler.onRequestStart?.(control, {})
    handler.onResponseStart?.(control, 200, STREAM)
    expect(calls).toEqual(['pause'])
  })

  it('passes over what comes before its answer (103)', () => {
    const { handler, told, control } = start()
    handler.onRequestStart?.(control, {})
    handler.onResponseStart?.(control, 103, {})
    handler.onResponseStart?.(control, 200, STREAM)
    handler.onResponseData?.(control, Buffer.from(WHOLE))
    expect(told).toEqual(['accepted', 'text', 'done'])
  })

  it('that is answered whole keeps its connection, unless its end does not come for a second', () => {
    for (const ends of [true, false]) {
      const { handler, calls, stage, control } = start()
      handler.onRequestStart?.(control, {})
      handler.onResponseStart?.(control, 200, STREAM)
      handler.onResponseData?.(control, Buffer.from(WHOLE))
      stage.run(1_999)
      expect(calls).not.toContain('abort')
      if (ends) handler.onResponseEnd?.(control, {})
      stage.run(3_000)
      expect(calls.includes('abort')).toBe(!ends)
    }
  })
})
