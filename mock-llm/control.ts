import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Profile } from '../core/profile/profile.ts'
import type { Desk } from './desk.ts'
import { readControl } from './door/profile-schema.ts'
import { sendError, sendJson } from './http-answer.ts'
import { readBody } from './request/body.ts'
import type { Problem } from './request/problem.ts'
import { jsonBody } from './request/json-body.ts'

/** Loopback by address. */
const LOOPBACK_PEER = /^(?:::ffff:)?127\.|^::1$/
/** And by the name that the client believes it is talking to: a page on another site cannot forge that. */
const LOOPBACK_HOST = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d+)?$/i

/** `GET /control` shows what is served, `PATCH /control` changes it for requests to come. For loopback only, without CORS. */
export async function serveControl(
  req: IncomingMessage,
  res: ServerResponse,
  desk: Desk,
): Promise<void> {
  const host = req.headers.host ?? req.headers[':authority']
  const near = LOOPBACK_PEER.test(req.socket.remoteAddress ?? '')
  if (!near || !LOOPBACK_HOST.test(typeof host === 'string' ? host : '')) {
    sendError(res, 403, { message: '/control is for clients on this machine, by a loopback name.' })
    return
  }
  if (req.method === 'GET') {
    sendJson(res, 200, shown(desk))
    return
  }
  if (req.method !== 'PATCH') {
    res.setHeader('allow', 'GET, PATCH')
    sendError(res, 405, { message: `/control: found method ${req.method}; allowed: GET, PATCH` })
    return
  }
  const body = await readBody(req)
  if ('failed' in body) {
    if (body.failed === 'too-large') sendError(res, 413, { message: 'body: too large' })
    return
  }
  answerChange(body.text, res, desk)
}

function answerChange(text: string, res: ServerResponse, desk: Desk): void {
  const json = jsonBody(text)
  if ('problems' in json) {
    sendProblems(res, json.problems)
    return
  }
  const problems = applyChange(json.value, desk)
  if (problems.length > 0) {
    sendProblems(res, problems)
    return
  }
  desk.siblings?.changed(json.value)
  sendJson(res, 200, shown(desk))
}

/** Changes what is served from now on; what is wrong with the change, which then has no effect. */
export function applyChange(change: unknown, desk: Desk): readonly Problem[] {
  const checked = readControl(change, desk.serving.profile)
  if ('problems' in checked) return checked.problems
  const { profile, drain, clientClosedMs } = checked.value
  const load = profile.load !== desk.serving.profile.load
  desk.serving.profile = profile
  if (load) desk.admission.change(profile.load)
  if (drain !== undefined) desk.serving.draining = drain
  for (const [stream, atMs] of Object.entries(clientClosedMs)) {
    desk.departures.reported(stream, atMs)
  }
  return []
}

function sendProblems(res: ServerResponse, problems: readonly Problem[]): void {
  const message = problems.map((problem) => problem.message).join(' | ')
  const [first] = problems
  sendError(res, 400, { message, ...(first === undefined ? {} : { field: first.field }) })
}

const shown = ({ serving }: Desk): Profile & { readonly drain: boolean } => ({
  ...serving.profile,
  drain: serving.draining,
})
