import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import type { StageEvent, StageOrder } from '../../core/stage/stage-order.ts'
import type { RunningMock } from '../mock/start-mocks.ts'
import type { Cleanup } from './cleanup.ts'

/** What the stage has its hands on. */
export interface StageHands {
  readonly mocks: readonly Pick<RunningMock, 'child' | 'instance' | 'url'>[]
  /** Process id of nginx's master; absent where the run has no nginx. */
  readonly nginxPid?: number
}

/** The door through which a scenario asks for things to happen to its target. */
export interface Stage {
  /** On loopback, with a secret in it. */
  readonly url: string
  /** What has been done, in order. */
  readonly events: readonly StageEvent[]
}

/** Opens the door for the time of a run. An order answers 200 once it is done, 400 where it cannot be. */
export async function openStage(hands: StageHands, undo: Cleanup): Promise<Stage> {
  const events: StageEvent[] = []
  const before: Before = new Map()
  const path = `/${randomBytes(16).toString('hex')}`
  const server = createServer((req, res) => {
    const answer = (status: number, body: string): void =>
      void res.writeHead(status, { 'content-type': 'text/plain', connection: 'close' }).end(body)
    if (req.method !== 'POST' || req.url !== path) return answer(404, 'nothing here')
    obey(req, hands, before).then(
      (event) => {
        events.push(event)
        answer(200, String(event.atMs))
      },
      (error: unknown) => answer(400, error instanceof Error ? error.message : String(error)),
    )
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  undo.add(() => closed(server))
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`, events }
}

/** What each mock served before the first change, by its URL. */
type Before = Map<string, Readonly<Record<string, unknown>>>

async function obey(req: IncomingMessage, hands: StageHands, before: Before): Promise<StageEvent> {
  const { scenario, ...order } = JSON.parse(await text(req)) as StageOrder & { scenario: string }
  const what = await perform(order, hands, before)
  return { atMs: Number(process.hrtime.bigint()) / 1e6, scenario, what }
}

async function perform(
  order: StageOrder,
  { mocks, nginxPid }: StageHands,
  before: Before,
): Promise<string> {
  if (order.do === 'reload-nginx') {
    if (nginxPid === undefined) throw new Error('the run has no nginx')
    process.kill(nginxPid, 'SIGHUP')
    return 'nginx reloads'
  }
  if (order.do === 'end-mock') {
    const mock = mocks[order.instance]
    if (mock === undefined) throw new Error(`no mock instance ${order.instance}`)
    mock.child.process.kill(order.how === 'kill' ? 'SIGKILL' : 'SIGTERM')
    return `${mock.instance} ${order.how === 'kill' ? 'is killed' : 'is asked to end'}`
  }
  if (order.do === 'restore') {
    await Promise.all([...before].map(([url, change]) => control(url, change)))
    return 'the mock serves as before'
  }
  for (const { url } of mocks) if (!before.has(url)) before.set(url, await served(url))
  await Promise.all(mocks.map(({ url }) => control(url, order.change)))
  return `the mock serves otherwise: ${JSON.stringify(order.change)}`
}

/** What brings a mock back to what it serves now: named fields over the plainest profile. */
async function served(url: string): Promise<Readonly<Record<string, unknown>>> {
  const { drain: _, ...fields } = await control(url)
  return { profile: 'steady', ...fields }
}

async function control(
  url: string,
  change?: Readonly<Record<string, unknown>>,
): Promise<Readonly<Record<string, unknown>>> {
  const request = change && { method: 'PATCH', body: JSON.stringify(change) }
  const answer = await fetch(`${url}/control`, request)
  const body = await answer.text()
  if (!answer.ok) throw new Error(`${url}/control: ${answer.status} ${body}`)
  return JSON.parse(body) as Readonly<Record<string, unknown>>
}

async function closed(server: Server): Promise<void> {
  server.closeAllConnections()
  server.close()
  await once(server, 'close')
}
