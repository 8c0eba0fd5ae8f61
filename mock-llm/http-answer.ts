import type { ServerResponse } from 'node:http'
import type { Problem } from './request/problem.ts'
import { statusError } from './request/error-object.ts'

/** Sends one JSON document. */
export function sendJson(res: ServerResponse, status: number, value: unknown): void {
  const body = Buffer.from(JSON.stringify(value), 'utf8')
  res.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': body.length,
  })
  res.end(body)
}

/** Sends an error in OpenAI's shape. */
export function sendError(
  res: ServerResponse,
  status: number,
  problem: { readonly message: string; readonly field?: string },
): void {
  sendJson(res, status, statusError(status, problem.message, problem.field))
}

/** 400 with everything that is wrong, each with its field; `param` names the first. */
export function sendProblems(res: ServerResponse, problems: readonly Problem[]): void {
  const message = problems.map((problem) => problem.message).join(' | ')
  const field = problems[0]?.field
  sendError(res, 400, { message, ...(field === undefined ? {} : { field }) })
}
