import { createReadStream, existsSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { decodeRecord } from '../../core/record/codec.ts'
import type { RunningMock } from '../mock/start-mocks.ts'

/** Streams told of in one request: well below the mock's limit of a body. */
const MOST_AT_ONCE = 10_000
/** A mock that does not answer is not waited for longer. */
const PATIENCE_MS = 5_000

/**
 * Tells the mocks when our clients closed the streams that they cancelled (`clientClosedMs` of `PATCH /control`), from the
 * records of a load that is over, so that the truth log holds the lag of each from the client's own instant. Every mock
 * hears of every stream, as a proxy may have asked several. A mock that is gone or mute costs its lines, never the run.
 */
export async function reportClosings(
  records: string,
  mocks: readonly Pick<RunningMock, 'url'>[],
): Promise<void> {
  // A load that did not even begin has no records; why, is told by others.
  if (mocks.length === 0 || !existsSync(records)) return
  let closed: Record<string, number> = {}
  let count = 0
  const tell = async (): Promise<void> => {
    const body = JSON.stringify({ clientClosedMs: closed })
    closed = {}
    count = 0
    await Promise.allSettled(mocks.map(({ url }) => patch(url, body)))
  }
  for await (const line of createInterface({ input: createReadStream(records) })) {
    const closing = closingOf(line)
    if (closing === undefined) continue
    closed[closing.stream] = closing.atMs
    if (++count === MOST_AT_ONCE) await tell()
  }
  if (count > 0) await tell()
}

interface Closing {
  readonly stream: string
  /** On CLOCK_MONOTONIC. */
  readonly atMs: number
}

function closingOf(line: string): Closing | undefined {
  // Most lines are of streams that ran to their end: those need no parsing.
  if (!line.includes('"cancel":')) return undefined
  const decoded = decodeRecord(line)
  if (decoded.kind !== 'stream') return undefined
  const { stream, scheduledMs, cancel, outcome } = decoded.record
  if (cancel === undefined || outcome !== 'cancelled') return undefined
  return { stream, atMs: scheduledMs + cancel.atMs }
}

async function patch(url: string, body: string): Promise<void> {
  const signal = AbortSignal.timeout(PATIENCE_MS)
  const answer = await fetch(`${url}/control`, { method: 'PATCH', body, signal })
  await answer.arrayBuffer()
}
