import type { Plan } from '../core/plan/plan.ts'
import type { GoneHow } from '../core/truth.ts'
import { roundMs } from '../core/units.ts'
import type { Departures } from './departures.ts'
import type { EndedStream, MockMetrics } from './metrics.ts'
import type { Played } from './play/player.ts'
import type { LongLine, TruthLog } from './truth-log.ts'

/** One planned request, as it is known before it is played. */
export interface Entry {
  readonly plan: Plan
  readonly arrivedMs: number
  readonly headersMs?: number
  /** Waited for a free slot. */
  readonly queuedMs?: number
  /** The request's `x-request-id`. */
  readonly stream?: string | undefined
  readonly path: string
  readonly dialect: string
  /** Known once the client was noticed to be gone. */
  readonly goneHow?: GoneHow | undefined
}

/** Books what was played: one truth line, one round of metrics. */
export interface Ledger {
  readonly open: () => void
  readonly settle: (entry: Entry, played: Played) => void
}

interface Books {
  readonly truth: TruthLog
  readonly metrics: MockMetrics
  readonly departures: Departures
}

/** The ledger of one mock instance. */
export function createLedger(instance: string, { truth, metrics, departures }: Books): Ledger {
  return {
    open: metrics.streamStarted,
    settle(entry, played) {
      const gone = played.end === 'gone'
      const sent = played.stamps.count()
      const outcome = outcomeOf(entry.plan, played)
      const line = {
        v: 1 as const,
        ...(entry.stream === undefined ? {} : { stream: entry.stream }),
        key: entry.plan.key,
        instance,
        path: entry.path,
        dialect: entry.dialect,
        arrivedMs: entry.arrivedMs,
        ...(entry.headersMs === undefined ? {} : { headersMs: roundMs(entry.headersMs) }),
        ...(entry.queuedMs === undefined ? {} : { queuedMs: roundMs(entry.queuedMs) }),
        endMs: roundMs(played.endMs),
        sent,
        outcome,
        ...(gone
          ? {
              clientGoneMs: roundMs(goneMs(played)),
              ...(entry.goneHow === undefined ? {} : { clientGoneHow: entry.goneHow }),
              tokensAfterGone: afterGone(played),
            }
          : {}),
        blockedMs: roundMs(played.blockedMs),
        maxQueuedBytes: played.maxQueuedBytes,
        ...(played.writtenBytes === undefined ? {} : { writtenBytes: played.writtenBytes }),
        ...(played.relayed === undefined ? {} : { upstream: played.relayed.upstream }),
      }
      book(line, played, truth)
      metrics.streamEnded(ended(entry, played, outcome))
      const { stream, goneHow: how } = entry
      if (gone && stream !== undefined && how !== undefined) {
        departures.noticed({ stream, how, goneMs: goneMs(played), stamps: played.stamps })
      }
    },
  }
}

const goneMs = ({ left, endMs }: Played): number => left?.atMs ?? endMs

/** So many tokens take a millisecond or so to write out. */
const LONG = 4_000

function book(line: LongLine['line'], { stamps, relayed }: Played, truth: TruthLog): void {
  if (stamps.count() > LONG && truth.addLong !== undefined) {
    const instants = { tokenMs: stamps.eachTokenMs(), dueMs: stamps.eachDueMs() }
    const received = relayed === undefined ? {} : { receivedMs: relayed.receivedMs.values() }
    truth.addLong({ line, instants: { ...instants, ...received } })
    return
  }
  const received = relayed === undefined ? {} : { receivedMs: relayed.receivedMs }
  truth.add({ ...line, tokenMs: stamps.tokenMs(), dueMs: stamps.dueMs(), ...received })
}

/**
 * Tokens written after the client had gone, as far as the kernel tells: those that left since it was last asked, before it
 * said so; those that a deaf server generated on top.
 */
const afterGone = ({ tokensAfterGone = 0, left }: Played): number =>
  left === undefined ? tokensAfterGone : left.tokensAfter

function outcomeOf(plan: Plan, played: Played): string {
  if (played.end === 'gone') return 'client_gone'
  if (played.end === 'slow') return 'slow_client'
  if (played.end === 'shutdown') return 'shutdown'
  const faults = [...plan.faults, ...(played.faults ?? [])]
  return faults.length === 0 ? 'played' : `fault:${faults.join('+')}`
}

const STATUS = {
  finish: 'success',
  gone: 'cancelled',
  cut: 'error',
  error: 'error',
  slow: 'error',
  shutdown: 'error',
} as const satisfies Record<Played['end'], EndedStream['status']>

function ended(entry: Entry, played: Played, outcome: string): EndedStream {
  const first = played.stamps.first()
  const last = played.stamps.last()
  return {
    path: entry.path,
    outcome,
    status: STATUS[played.end],
    durationMs: played.endMs - entry.arrivedMs,
    ...(entry.queuedMs === undefined ? {} : { queuedMs: entry.queuedMs }),
    tokens: played.stamps.count(),
    blockedMs: played.blockedMs,
    tokensAfterGone: afterGone(played),
    ...(first === undefined ? {} : { ttftMs: first - entry.arrivedMs }),
    ...(played.end === 'gone' && last !== undefined && played.left === undefined
      ? { cancelNoticeMs: played.endMs - last }
      : {}),
  }
}
