import { expect, test } from 'vitest'
import { fixtureRecord } from '../fixture/stream-record.ts'
import { SlowTally } from './slow-tally.ts'

const slow = (route: string, bytes: number) =>
  fixtureRecord({
    route,
    bytes,
    terminated: false,
    outcome: 'truncated_reset',
    reader: { bytesPerSecond: 1_024, receiveBufferBytes: 4_096, withheldMs: 4_000 },
  })

function tallied() {
  const tally = new SlowTally()
  const add = (route: string, truth: Parameters<SlowTally['addJoined']>[2]): void => {
    const record = slow(route, 10_000)
    tally.addRecord('slow-reader/slow', record)
    tally.addJoined('slow-reader/slow', record, truth)
  }
  for (const blockedMs of [3_000, 3_200, 3_400]) {
    const blocked = { blockedMs, maxQueuedBytes: 70_000 }
    add('direct', { outcome: 'slow_client', writtenBytes: 3_010_000, ...blocked })
    add('nginx:buffered', { outcome: 'played', writtenBytes: 26_010_000, blockedMs: 0 })
  }
  return tally.figures()
}

test('the server was blocked, queued, and gave up', () => {
  expect(tallied()[0]).toEqual({
    scenario: 'slow-reader/slow',
    route: 'direct',
    transport: 'sse',
    protocol: 'HTTP/1.1',
    streams: 3,
    bytesPerSecond: 1_024,
    receiveBufferBytes: 4_096,
    withheldMs: 4_000,
    blockedStreams: 3,
    blockedMs: 3_200,
    maxQueuedBytes: 70_000,
    abortedStreams: 3,
    swallowedStreams: 0,
    absorbedBytes: 3_000_000,
    absorbedByKernelBytes: 3_000_000,
    absorbedByProxyBytes: 0,
  })
})

test('a proxy that swallowed the whole answer is told by its size: what is beyond the direct route is its own', () => {
  expect(tallied()[1]).toMatchObject({
    route: 'nginx:buffered',
    blockedStreams: 0,
    abortedStreams: 0,
    swallowedStreams: 3,
    absorbedBytes: 26_000_000,
    absorbedByKernelBytes: 3_000_000,
    absorbedByProxyBytes: 23_000_000,
  })
})

test('a stream read at full speed is none of these', () => {
  const tally = new SlowTally()
  tally.addRecord('quick', fixtureRecord())
  expect(tally.figures()).toEqual([])
})
