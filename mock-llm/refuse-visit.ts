import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Plan } from '../core/plan/plan.ts'
import { randomId } from './encode/random-id.ts'
import { sendJson } from './http-answer.ts'
import type { ChatDoor } from './request/chat-door.ts'
import { openaiErrors } from './request/error-object.ts'
import type { ErrorShape, Refused } from './request/error-shape.ts'
import type { Problem } from './request/problem.ts'

/** A request at a door, as far as a refusal needs it. */
export interface Visited {
  readonly req: IncomingMessage
  readonly res: ServerResponse
  readonly door: ChatDoor
  readonly path: string
}

const ID_LENGTH = 24

/** Sets the header in which the provider names the request: the client's own name, else one that the plan fixes. */
export function nameRequest(
  { req, res, door, path }: Visited,
  plan?: Pick<Plan, 'seed' | 'key'>,
): string | undefined {
  if (door.requestIdHeader === undefined) return undefined
  const own = req.headers['x-request-id']
  const source = plan ?? { seed: 0, key: path }
  const name = typeof own === 'string' && own !== '' ? own : randomRequestId(source)
  res.setHeader(door.requestIdHeader, name)
  return name
}

const randomRequestId = (source: Pick<Plan, 'seed' | 'key'>): string =>
  `req_${randomId(source, 'request', ID_LENGTH)}`

/** How the endpoint words its errors. */
export const errorsOf = ({ door }: Visited): ErrorShape => door.errors ?? openaiErrors

/** Answers with an error in the dialect's own shape. */
export function refuseVisit(
  visit: Visited,
  refused: Omit<Refused, 'requestId'>,
  plan?: Plan,
): void {
  const requestId = nameRequest(visit, plan)
  sendJson(visit.res, refused.status, errorsOf(visit).refused({ ...refused, requestId }))
}

/** 400 with everything that is wrong, each with its field; the first is the one at fault. */
export function refuseProblems(visit: Visited, problems: readonly Problem[]): void {
  const message = problems.map((problem) => problem.message).join(' | ')
  refuseVisit(visit, { status: 400, message, field: problems[0]?.field })
}
