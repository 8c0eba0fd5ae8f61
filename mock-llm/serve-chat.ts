import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Plan } from '../core/plan/plan.ts'
import type { Desk } from './desk.ts'
import { type Admitted, admit } from './load/admit.ts'
import { rateHeaders, retryHeaders } from './load/rate-headers.ts'
import { breakOff, follow } from './follow.ts'
import { respelled } from './encode/respelled.ts'
import { sendJson } from './http-answer.ts'
import type { Entry } from './ledger.ts'
import { paddingOf } from './play/padding.ts'
import { createStamps } from './play/stamps.ts'
import { type Played, type Player, play } from './play/player.ts'
import type { Turn } from './play/wheel.ts'
import { waitWhole } from './play/wait-whole.ts'
import { shapedWire } from './play/shaped-wire.ts'
import { openWire, type Wire } from './play/wire.ts'
import { errorsOf, nameRequest, refuseProblems, refuseVisit } from './refuse-visit.ts'
import { BODY_LIMIT_BYTES, readBody } from './request/body.ts'
import type { ChatDoor, ChatRequest, RelayRequest, StreamKind } from './request/chat-door.ts'
import type { Checked } from './request/check.ts'
import { jsonBody } from './request/json-body.ts'
import { type KeyParts, requestKey } from './request/key.ts'
import { type Overrides, readOverrides } from './request/overrides.ts'
import { planFor } from './request/plan-for.ts'
import type { Provider } from './upstream/provider.ts'
import { questionOf } from './upstream/question.ts'
import { relay } from './upstream/relay.ts'
import { relayPlan } from './upstream/relay-plan.ts'

/** One request to a chat endpoint. */
export interface ChatVisit {
  readonly req: IncomingMessage
  readonly res: ServerResponse
  readonly door: ChatDoor
  readonly path: string
  readonly query: URLSearchParams
  /** Offsets of the plan count from here: the request's head was read. */
  readonly arrivedMs: number
}

/** Reads the request, plans the answer, plays it. Resolves once the answer is on its way. */
export async function serveChat(visit: ChatVisit, desk: Desk): Promise<void> {
  const { req, door, query, path } = visit
  const body = await bodyOf(req)
  if (body === 'gone') return
  if (body === 'too-large') {
    refuseLargeBody(visit)
    return
  }
  if (body !== undefined && 'problems' in body) {
    refuseProblems(visit, body.problems)
    return
  }
  const overrides = readOverrides(header(req, 'x-mock') ?? query.get('mock') ?? undefined)
  const toolCall = 'value' in overrides && overrides.value.toolCall === true
  const lastEventId = header(req, 'last-event-id')
  const request = door.read({ body: body?.value, query, toolCall, lastEventId })
  if ('problems' in request || 'problems' in overrides) {
    refuseProblems(visit, [...problemsIn(request), ...problemsIn(overrides)])
    return
  }
  const parts = {
    path: door.keyPath ?? path,
    prompt: query.get('prompt') ?? undefined,
    body: body?.value,
  }
  const asked = { visit, request: request.value, overrides: overrides.value }
  answer({ ...asked, plan: planOf(asked, parts, desk) }, desk)
}

function planOf({ visit, request, overrides }: Asked, parts: KeyParts, desk: Desk): Plan {
  const ownKey = header(visit.req, 'x-mock-key')
  const { maxTokens, shape, wrap, script, relay: relayRequest } = request
  return desk.provider === undefined || relayRequest === undefined
    ? planFor({ overrides, ownKey, parts, maxTokens, shape, wrap, script }, desk)
    : relayPlan(ownKey ?? requestKey(parts), desk.settings.seed, relayRequest)
}

interface Asked {
  readonly visit: ChatVisit
  readonly request: ChatRequest
  readonly overrides: Overrides
}

interface Planned extends Asked {
  readonly plan: Plan
}

function answer(planned: Planned, desk: Desk): void {
  const { visit, plan } = planned
  if (visit.res.destroyed) return
  visit.res.setHeader('x-mock-key', plan.key)
  visit.res.setHeader('x-mock-seed', String(plan.seed))
  nameRequest(visit, plan)
  desk.ledger.open()
  if (plan.refusal !== undefined) {
    refuse(planned, entryOf(planned), desk)
    return
  }
  const entry = entryOf(planned)
  const admitted = admit(entry, desk)
  const headers = rateHeaders(visit.door.dialect, admitted.levels)
  for (const [name, value] of Object.entries(headers)) visit.res.setHeader(name, value)
  if ('refusal' in admitted) refuse({ ...planned, plan: admitted.entry.plan }, admitted.entry, desk)
  else enter(planned, admitted, desk)
}

const entryOf = ({ visit, plan }: Planned): Entry => ({
  plan,
  arrivedMs: visit.arrivedMs,
  stream: header(visit.req, 'x-request-id'),
  path: visit.path,
  dialect: visit.door.dialect,
})

/** Plays the answer once it has its slot. */
function enter(planned: Planned, { begin, leave }: Admitted, desk: Desk): void {
  const { visit, request } = planned
  visit.res.once('close', () => leave())
  begin((entry, arrivedMs) => {
    const { plan, queuedMs } = entry
    if (queuedMs !== undefined) visit.res.setHeader('x-mock-queued-ms', queuedMs.toFixed(3))
    const now = { ...planned, plan, visit: { ...visit, arrivedMs } }
    if (desk.provider !== undefined && request.relay !== undefined) {
      relayed(now, entry, { desk, provider: desk.provider, relay: request.relay })
    } else if (request.stream) stream(now, entry, desk)
    else whole(now, entry, desk)
  })
}

/** Sends the head of a streamed answer. */
function beginStream({ door, res }: ChatVisit, traits: Plan['wire']): Wire {
  res.writeHead(200, {
    'content-type': CONTENT_TYPES[door.kind ?? 'sse'],
    'cache-control': 'no-cache',
    'x-accel-buffering': 'no',
    ...(traits?.gzip === true ? { 'content-encoding': 'gzip' } : {}),
  })
  res.flushHeaders()
  return shapedWire(openWire(res), traits)
}

interface Relaying {
  readonly desk: Desk
  readonly provider: Provider
  readonly relay: RelayRequest
}

/** Has the provider answer. */
function relayed(planned: Planned, clean: Entry, { desk, provider, relay: asked }: Relaying): void {
  const { visit, plan, request, overrides } = planned
  const { res, req } = visit
  const entry: { -readonly [N in keyof Entry]: Entry[N] } = { ...clean }
  const padding = paddingOf(visit.door.kind ?? 'sse', overrides.padBytes ?? 0)
  let wire: Wire | undefined
  const player = relay(
    {
      provider,
      question: questionOf({
        prompt: asked.prompt,
        stream: header(req, 'x-request-id'),
        key: header(req, 'x-mock-key'),
        overrides,
      }),
      buffer: asked.buffer,
      encoder: request.encoder(plan.seed, plan.key),
      begin() {
        entry.headersMs = desk.stage.clock.nowMs()
        wire = beginStream(visit, undefined)
        return wire
      },
      refuse({ status, message, retryAfter }) {
        if (retryAfter !== undefined) res.setHeader('retry-after', retryAfter)
        refuseVisit(visit, { status, message }, plan)
      },
      breaksBy: asked.retries === undefined ? 'reset' : 'event',
      retries: asked.retries?.(overrides),
      stamp: overrides.stamp,
      slowReader: request.slowReader?.(overrides) ?? desk.settings.slowReader,
      ended: (played) => settle(played),
      ...(padding === undefined ? {} : { padding }),
    },
    desk.stage,
  )
  const settle = follow(
    { ...visit, player, hangUp: () => (wire === undefined ? res.destroy() : wire.hangUp()) },
    entry,
    desk,
  )
}

function stream({ visit, plan, request, overrides }: Planned, clean: Entry, desk: Desk): void {
  const { arrivedMs } = visit
  const entry = { ...clean, headersMs: desk.stage.clock.nowMs() }
  const wire = beginStream(visit, plan.wire)
  const encoder = request.encoder(plan.seed, plan.key)
  const asSse = (visit.door.kind ?? 'sse') === 'sse' ? overrides.sse : undefined
  const padding = paddingOf(visit.door.kind ?? 'sse', overrides.padBytes ?? 0)
  const player = play(
    {
      plan,
      encoder: asSse === undefined ? encoder : respelled(encoder, asSse),
      wire,
      arrivedMs,
      stamp: overrides.stamp,
      slowReader: request.slowReader?.(overrides) ?? desk.settings.slowReader,
      ended: (played) => settle(played),
      ...(padding === undefined ? {} : { padding }),
    },
    desk.stage,
  )
  const settle = follow({ ...visit, player, hangUp: wire.hangUp }, entry, desk)
}

function whole({ visit, plan, request }: Planned, entry: Entry, desk: Desk): void {
  const { res, arrivedMs } = visit
  const document = request.whole?.(plan.seed, plan.key)
  const player = waitWhole(
    {
      plan,
      arrivedMs,
      send(last, said) {
        if (last.kind === 'finish') sendJson(res, 200, document?.(said, last.reason))
        else if (last.kind === 'error') {
          const failed = errorsOf(visit).failed(last.errorKind)
          sendJson(res, failed.status, failed.body)
        } else breakOff(res)
      },
      ended: (played) => settle(played),
    },
    desk.stage,
  )
  const settle = follow({ ...visit, player, hangUp: () => res.destroy() }, entry, desk)
}

/** Answers with the refusal's status once it is due. */
function refuse({ visit, plan }: Planned, entry: Entry, desk: Desk): void {
  const { refusal } = plan
  if (refusal === undefined) return
  const { res, arrivedMs } = visit
  const { wheel, clock } = desk.stage
  const stamps = createStamps(plan, arrivedMs)
  let over = false
  const end = (how: Played['end']): void => {
    if (over) return
    over = true
    wheel.remove(turn)
    settle({ end: how, stamps, endMs: clock.nowMs(), blockedMs: 0, maxQueuedBytes: 0 })
  }
  const turn: Turn = {
    dueMs: arrivedMs + refusal.atMs,
    place: -1,
    take() {
      const headers = retryHeaders(visit.door.dialect, refusal)
      for (const [name, value] of Object.entries(headers)) res.setHeader(name, value)
      const { status, message = `Refused on request: ${status}.` } = refusal
      if (status === NO_CONTENT) res.writeHead(status).end()
      else refuseVisit(visit, { status, message }, plan)
      end(status === NO_CONTENT ? 'finish' : 'error')
      return undefined
    },
  }
  const player: Player = { stop: end, queuedBytes: () => 0 }
  const settle = follow({ ...visit, player, hangUp: () => res.destroy() }, entry, desk)
  wheel.add(turn)
}

async function bodyOf(
  req: IncomingMessage,
): Promise<Checked<Record<string, unknown>> | 'gone' | 'too-large' | undefined> {
  if (req.method === 'GET') return undefined
  const body = await readBody(req)
  return 'failed' in body ? body.failed : jsonBody(body.text)
}

/** The rest of the body is not read, so the connection cannot be used again. */
function refuseLargeBody(visit: ChatVisit): void {
  visit.res.setHeader('connection', 'close')
  refuseVisit(visit, {
    status: 413,
    message: `body: found more than allowed; allowed: ${BODY_LIMIT_BYTES} bytes`,
  })
}

const CONTENT_TYPES: Readonly<Record<StreamKind, string>> = {
  sse: 'text/event-stream; charset=utf-8',
  ndjson: 'application/x-ndjson',
  'json-array': 'application/json; charset=UTF-8',
  raw: 'text/plain; charset=utf-8',
}

const problemsIn = (checked: Checked<unknown>) => ('problems' in checked ? checked.problems : [])

/** The answer to an EventSource that has seen the end. */
const NO_CONTENT = 204

/** Undefined where it is absent or empty. */
const header = (req: IncomingMessage, name: string): string | undefined => {
  const value = req.headers[name]
  const text = Array.isArray(value) ? value.join(', ') : value
  return text === '' ? undefined : text
}
