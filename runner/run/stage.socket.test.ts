import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { StageOrder } from '../../core/stage/stage-order.ts'
import { startMocks, type RunningMock } from '../mock/start-mocks.ts'
import { cleanup } from './cleanup.ts'
import { openStage, type Stage } from './stage.ts'

const undo = cleanup()
let mocks: readonly RunningMock[] = []
let stage: Stage
const nginx = spawn('sleep', ['60'])

beforeAll(async () => {
  mocks = await startMocks({
    instances: 2,
    seed: 1,
    truth: '/dev/null',
    ttftMs: 30,
    gapMs: 1,
    tokens: 3,
  })
  stage = await openStage({ mocks, nginxPid: nginx.pid ?? 0 }, undo)
})
afterAll(async () => {
  nginx.kill('SIGKILL')
  await Promise.all(mocks.map((mock) => mock.child.stop()))
  await undo.run()
})

const ask = (order: StageOrder | object, url = stage.url) =>
  fetch(url, { method: 'POST', body: JSON.stringify({ ...order, scenario: 'reload' }) })
const served = async () => (await fetch(`${mocks[1]?.url}/control`)).json() as Promise<object>

test('the mocks serve otherwise, and as before again', async () => {
  const before = await served()
  const load = { slots: 4, queue: 2 }
  expect((await ask({ do: 'control', change: { gapMs: 9, load } })).status).toBe(200)
  expect(await served()).toMatchObject({ gapMs: 9, load: { slots: 4, queue: 2 } })
  expect((await ask({ do: 'control', change: { gapMs: 11 } })).status).toBe(200)
  expect((await ask({ do: 'restore' })).status).toBe(200)
  expect(await served()).toEqual(before)
})

test('what cannot be done is said, and leaves no event', async () => {
  const events = stage.events.length
  const bad = await ask({ do: 'control', change: { gapMs: -1 } })
  expect([bad.status, await bad.text()]).toEqual([400, expect.stringContaining('gapMs')])
  const none = await ask({ do: 'end-mock', instance: 7, how: 'term' })
  expect([none.status, await none.text()]).toEqual([400, 'no mock instance 7'])
  expect((await ask({ do: 'restore' }, `${stage.url}x`)).status).toBe(404)
  expect(stage.events).toHaveLength(events)
})

test('nginx gets its signal, a mock its end; events tell when, in order', async () => {
  const signalled = once(nginx, 'exit')
  expect((await ask({ do: 'reload-nginx' })).status).toBe(200)
  expect(await signalled).toEqual([null, 'SIGHUP'])
  expect((await ask({ do: 'end-mock', instance: 0, how: 'kill' })).status).toBe(200)
  expect(await mocks[0]?.child.ended).toBe(137)
  const last = stage.events.slice(-2)
  expect(last.map(({ what }) => what)).toEqual(['nginx reloads', 'mock-0 is killed'])
  expect(last[0]!.atMs).toBeLessThan(last[1]!.atMs)
})
