import type { ServerResponse } from 'node:http'
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
