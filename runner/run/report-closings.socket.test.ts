import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { fixtureRecord } from '../../analysis/fixture/stream-record.ts'
import { encodeRecord } from '../../core/record/codec.ts'
import { reportClosings } from './report-closings.ts'

const folder = mkdtempSync(join(tmpdir(), 'closings-'))
const records = join(folder, 'records.ndjson')
const told: object[] = []
const server = createServer((req, res) => {
  void text(req).then((body) => {
    told.push(JSON.parse(body) as object)
    res.end('{}')
  })
})
let url = ''
beforeAll(async () => {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
beforeEach(() => {
  told.length = 0
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
  rmSync(folder, { recursive: true, force: true })
})

const cancel = { atMs: 20.5, how: 'fin', phase: 'tokens' }
const line = (stream: string, change: object): string =>
  encodeRecord({ ...fixtureRecord(), stream, scheduledMs: 1_000, ...change })
const cancelled = { outcome: 'cancelled', cancel }

test('tells of the streams that were cancelled, and of no others, though a mock is gone', async () => {
  const ended = line('b', { outcome: 'complete' })
  const tooLate = line('c', { outcome: 'complete', cancel })
  writeFileSync(records, [line('a', cancelled), ended, tooLate, '{"cancel":'].join('\n'))
  await reportClosings(records, [{ url: 'http://127.0.0.1:1' }, { url }])
  expect(told).toEqual([{ clientClosedMs: { a: 1_020.5 } }])
})

test('tells of many in parts', async () => {
  const many = Array.from({ length: 10_001 }, (_, i) => line(`s/${i}`, cancelled))
  writeFileSync(records, many.join('\n'))
  await reportClosings(records, [{ url }])
  const sizes = told.map((one) => Object.keys(Reflect.get(one, 'clientClosedMs') as object).length)
  expect(sizes).toEqual([10_000, 1])
})

test('has nothing to tell without records', async () => {
  await reportClosings(join(folder, 'none.ndjson'), [{ url }])
  expect(told).toEqual([])
})
