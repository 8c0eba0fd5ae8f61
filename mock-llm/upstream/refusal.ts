import type { IncomingHttpHeaders } from 'node:http'
import { errorIn, parsed } from './answer-reader.ts'
import { type Failure, failure } from './failure.ts'
import type { UpstreamTarget } from './target.ts'

/** Longest text of a provider that is repeated. */
const LONGEST = 1_000

/** What an answer that is no stream says: its own status from 400 on, else 502; in its own words where it has some. */
export function refusalOf(status: number, headers: IncomingHttpHeaders, text: string): Failure {
  const json = parsed(text)
  const said = json === undefined ? undefined : errorIn(json)
  if (status < 400) {
    if (json !== undefined && 'error' in json && said !== undefined) return shortened(said)
    return failure('not-a-stream', `The provider answered ${status} without ${wanted(headers)}.`)
  }
  const { 'retry-after': retryAfter } = headers
  const words = json !== undefined && 'error' in json ? said?.message : undefined
  return shortened({
    name: 'status',
    status,
    message: words ?? `The provider answered ${status}.`,
    ...(said?.code === undefined ? {} : { code: said.code }),
    ...(typeof retryAfter === 'string' ? { retryAfter } : {}),
  })
}

function wanted(headers: IncomingHttpHeaders): string {
  const encoding = headers['content-encoding']
  if (encoding !== undefined && encoding !== 'identity') {
    return `an event stream: it is encoded (${encoding}), and identity was asked for`
  }
  return `an event stream: its content-type is ${headers['content-type'] ?? 'missing'}`
}

const shortened = (failed: Failure): Failure => ({
  ...failed,
  message:
    failed.message.length > LONGEST ? `${failed.message.slice(0, LONGEST)}…` : failed.message,
})

/** No connection, or one that ended without an answer. */
export const unreachable = (problem: Error, { origin }: UpstreamTarget): Failure =>
  failure('unreachable', `The provider at ${origin} cannot be reached: ${reason(problem)}.`)

/** The system's words; several addresses that all failed have one message each. */
function reason(problem: Error): string {
  if (problem.message !== '') return problem.message
  const inner: unknown = problem instanceof AggregateError ? problem.errors[0] : problem.cause
  return inner instanceof Error && inner.message !== '' ? inner.message : problem.name
}
