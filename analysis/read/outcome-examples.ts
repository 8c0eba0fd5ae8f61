import type { Outcome } from '../../core/outcome.ts'
import type { StreamRecord } from '../../core/record/record.ts'
import type { OutcomeExample } from '../summary/group.ts'

/** An error message is for a person to read, not to fill a report. */
const LONGEST_MESSAGE = 300
/** Different errors of one class that are told apart. */
const MOST_ERRORS = 100

interface Seen {
  readonly example: OutcomeExample
  count: number
}

/** One stream of each class as its example: the first of those with the commonest error. */
export class OutcomeExamples {
  readonly #seen = new Map<Outcome, Map<string, Seen>>()

  add(record: StreamRecord): void {
    const ofClass = this.#seen.get(record.outcome) ?? new Map<string, Seen>()
    this.#seen.set(record.outcome, ofClass)
    const key = errorKey(record)
    const seen = ofClass.get(key)
    if (seen !== undefined) seen.count++
    else if (ofClass.size < MOST_ERRORS) ofClass.set(key, { example: exampleOf(record), count: 1 })
  }

  /** Undefined where no stream ended so. */
  of(outcome: Outcome): OutcomeExample | undefined {
    const seen = [...(this.#seen.get(outcome)?.values() ?? [])]
    return seen.toSorted((a, b) => b.count - a.count)[0]?.example
  }
}

/** Errors that differ in numbers only, such as our own port, are the same one. */
function errorKey({ status, error }: StreamRecord): string {
  if (error === undefined) return String(status)
  const message = error.message?.slice(0, LONGEST_MESSAGE).replaceAll(/\d+/gu, '0')
  return JSON.stringify([status, error.phase, error.code, message])
}

function exampleOf(record: StreamRecord): OutcomeExample {
  const { error } = record
  return {
    stream: record.stream,
    ...(record.status !== undefined && { status: record.status }),
    ...(record.finishReason !== undefined && { finishReason: record.finishReason }),
    ...(error?.phase !== undefined && { errorPhase: error.phase }),
    ...(error?.code !== undefined && { errorCode: error.code }),
    ...(error?.message !== undefined && { errorMessage: error.message.slice(0, LONGEST_MESSAGE) }),
    tokens: record.tokens,
    endMs: record.endMs,
  }
}
