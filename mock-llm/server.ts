import type { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import type { Clock } from '../core/clock.ts'
import { roundMs } from '../core/units.ts'
import { applyChange, serveControl } from './control.ts'
import { type Desk, ordinals, type Serving } from './desk.ts'
import { createDepartures } from './departures.ts'
import { DRAINING } from './draining.ts'
import { sendError, sendJson } from './http-answer.ts'
import { type Admission, createAdmission } from './load/admission.ts'
import { createListener, type MockServer, openSockets } from './listener.ts'
import { createLedger } from './ledger.ts'
import { createMetrics, type Levels, type MockMetrics } from './metrics.ts'
import { nodeAlarm } from './play/node-alarm.ts'
import type { Player } from './play/player.ts'
import { pollMarks } from './play/poll-mark.ts'
import { createWheel } from './play/wheel.ts'
import { modelRoute, PROVIDER_ROUTES, type Route } from './provider-routes.ts'
import { chunkedDoor } from './request/chunked-door.ts'
import { backpressureDoor, plainDoor } from './request/plain-door.ts'
import { resilientDoor } from './request/resilient-door.ts'
import { refuseVisit } from './refuse-visit.ts'
import { serveChat } from './serve-chat.ts'
import { profileOf, type Settings } from './door/settings.ts'
import type { TruthLog } from './truth-log.ts'
import { openProvider } from './upstream/provider.ts'
import type { Own, Siblings } from './workers/in-worker.ts'
import { chatSocketDoor } from './ws/chat-door.ts'
import { realtimeDoor } from './ws/realtime-door.ts'
import { createUpgrades, type SocketDoor } from './ws/upgrade.ts'

/** A mock server that is not listening yet. */
export interface Mock {
  /** Resolves with the port; rejects with the system error. */
  readonly listen: () => Promise<number>
  /** Lets streams finish for at most `graceMs`, breaks off the rest, closes. */
  readonly close: (graceMs: number) => Promise<void>
  /** For the other workers: what this one counted, and what was changed there. */
  readonly own: Own
}

export interface MockParts {
  readonly settings: Settings
  readonly clock: Clock
  readonly truth: TruthLog
  /** The other workers; absent where there are none. */
  readonly siblings?: Siblings
}

const BACKLOG = 4_096
/** Puts the parts of one instance together. */
export function createMock({ settings, clock, truth, siblings }: MockParts): Mock {
  const players = new Set<Player>()
  const serving: Serving = { profile: profileOf(settings), draining: false }
  const admission = createAdmission(serving.profile.load, clock)
  const metrics = createMetrics(levelsOf(players, admission))
  const wheel = createWheel(
    clock,
    nodeAlarm(() => wheel.tick()),
    settings.pollMs,
  )
  const stage = { clock, wheel, observeLateness: metrics.observeLateness, poll: pollMarks() }
  const provider = settings.upstream && openProvider(settings.upstream, stage)
  const desk: Desk = {
    settings,
    serving,
    admission,
    stage,
    ...booksOf(settings, truth, metrics),
    players,
    ordinal: ordinals(),
    ...(siblings === undefined ? {} : { siblings }),
    ...(provider === undefined ? {} : { provider }),
  }
  const routes = routesOf(
    { ...metrics, text: siblings?.metrics ?? metrics.text },
    () => serving.draining,
    provider === undefined ? PROVIDER_ROUTES : [],
  )
  const server = createListener(settings, (req, res) =>
    handle({ req, res, arrivedMs: roundMs(clock.nowMs()) }, routes, desk),
  )
  const sockets = openSockets(server)
  const upgrades = createUpgrades(socketDoors(desk), desk)
  server.on('upgrade', (req, socket, head) => {
    if (socket instanceof Socket) upgrades.handle(req, socket, head)
    else socket.destroy()
  })
  return {
    own: {
      metrics: metrics.text,
      change: (change) => {
        applyChange(change, desk)
      },
    },
    listen: () => listen(server, settings),
    async close(graceMs) {
      serving.draining = true
      upgrades.manager.broadcast({ type: 'shutdown' })
      await drained(players, graceMs)
      for (const player of players) player.stop('shutdown')
      await upgrades.manager.closeAll(GOING_AWAY)
      await closed(server, sockets)
      await provider?.close()
      metrics.stop()
    },
  }
}

const levelsOf = (players: ReadonlySet<Player>, admission: Admission): Levels => ({
  queuedBytes: () => sum([...players].map((player) => player.queuedBytes())),
  queueDepth: admission.queued,
  queuedTokens: () => sum([...players].map((player) => player.queuedTokens?.() ?? 0)),
})

/** Truth log and metrics, and what has to be known twice before it is in them. */
function booksOf(
  { instance }: Settings,
  truth: TruthLog,
  metrics: MockMetrics,
): Pick<Desk, 'ledger' | 'departures'> {
  const departures = createDepartures(instance, (departure) => {
    truth.add(departure)
    metrics.departureKnown(departure)
  })
  return { departures, ledger: createLedger(instance, { truth, metrics, departures }) }
}

/** The WebSocket endpoints. */
const socketDoors = (desk: Desk): ReadonlyMap<string, SocketDoor> =>
  new Map([
    ['/ws/chat', chatSocketDoor(desk)],
    ...(desk.provider === undefined ? [['/v1/realtime', realtimeDoor(desk)] as const] : []),
  ])

/** RFC 6455, 7.4.1: the server goes down. */
const GOING_AWAY = 1001

interface Visit {
  readonly req: IncomingMessage
  readonly res: ServerResponse
  readonly arrivedMs: number
}

function handle(
  { req, res, arrivedMs }: Visit,
  routes: ReadonlyMap<string, Route>,
  desk: Desk,
): void {
  const { path, query } = splitTarget(req.url ?? '/')
  res.setHeader('x-mock-instance', desk.settings.instance)
  const id = req.headers['x-request-id']
  if (id !== undefined) res.setHeader('x-request-id', id)
  if (path === '/control') {
    void serveControl(req, res, desk)
    return
  }
  const route =
    routes.get(path) ?? (desk.provider === undefined ? modelRoute(path, query) : undefined)
  if (route === undefined) {
    sendError(res, 404, {
      message: `Unknown path ${path}; known: ${[...routes.keys()].join(', ')}`,
    })
    return
  }
  const target = route[req.method ?? '']
  if (target === undefined) {
    const allowed = Object.keys(route).join(', ')
    res.setHeader('allow', allowed)
    sendError(res, 405, { message: `${path}: found method ${req.method}; allowed: ${allowed}` })
    return
  }
  if (typeof target === 'function') {
    target(res)
    return
  }
  if (desk.serving.draining) {
    res.setHeader('retry-after', DRAINING.retryAfterS)
    refuseVisit({ req, res, door: target, path }, DRAINING)
    return
  }
  const visit = { req, res, door: target, path, query, arrivedMs }
  serveChat(visit, desk).catch((bug: unknown) => {
    throw bug
  })
}

/** By hand: `new URL` throws for targets such as `//`. */
function splitTarget(target: string): { readonly path: string; readonly query: URLSearchParams } {
  const at = target.indexOf('?')
  if (at < 0) return { path: target, query: new URLSearchParams() }
  return { path: target.slice(0, at), query: new URLSearchParams(target.slice(at + 1)) }
}

function routesOf(
  metrics: MockMetrics,
  draining: () => boolean,
  provided: typeof PROVIDER_ROUTES,
): ReadonlyMap<string, Route> {
  const answerMetrics = async (res: ServerResponse): Promise<void> => {
    const text = await metrics.text()
    res.writeHead(200, { 'content-type': metrics.contentType })
    res.end(text)
  }
  return new Map<string, Route>([
    ['/chat/stream', { POST: plainDoor, GET: plainDoor }],
    ['/chat/chunked', { POST: chunkedDoor }],
    ['/chat/resilient', { POST: resilientDoor }],
    ['/chat/backpressure', { POST: backpressureDoor }],
    ...provided,
    ['/health', { GET: (res) => sendJson(res, 200, { status: 'ok' }) }],
    [
      '/ready',
      {
        GET: (res) =>
          draining()
            ? sendJson(res, 503, { status: 'draining' })
            : sendJson(res, 200, { status: 'ready' }),
      },
    ],
    ['/metrics', { GET: (res) => void answerMetrics(res) }],
  ])
}

function listen(server: MockServer, { host, port }: Settings): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host, port, backlog: BACKLOG }, () => {
      server.off('error', reject)
      const address = server.address()
      resolve(typeof address === 'object' && address !== null ? address.port : port)
    })
  })
}

/** Resolves once no stream is left, or after `graceMs`. */
function drained(players: ReadonlySet<Player>, graceMs: number): Promise<void> {
  const POLL_MS = 20
  return new Promise((resolve) => {
    const until = performance.now() + graceMs
    const look = (): void => {
      if (players.size === 0 || performance.now() >= until) resolve()
      else setTimeout(look, POLL_MS)
    }
    look()
  })
}

function closed(server: MockServer, sockets: ReadonlySet<Socket>): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    for (const socket of sockets) socket.destroy()
  })
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
