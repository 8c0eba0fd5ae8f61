import type { Plan } from '../core/plan/plan.ts'
import { roundMs } from '../core/units.ts'
import type { EndedStream, MockMetrics } from './metrics.ts'
import type { Played } from './play/player.ts'
import type { Stamps } from './play/stamps.ts'
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
}

/** Books what was played: one truth line, one round of metrics. */
export interface Ledger {
  readonly open: () => void
  readonly settle: (entry: Entry, played: Played) => void
}

/** The ledger of one mock instance. */
export function createLedger(instance: string, truth: TruthLog, metrics: MockMetrics): Ledger {
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
              clientGoneMs: roundMs(played.left?.atMs ?? played.endMs),
              tokensAfterGone: afterGone(played),
            }
          : {}),
        blockedMs: roundMs(played.blockedMs),
        maxQueuedBytes: played.maxQueuedBytes,
      }
      book(line, played.stamps, truth)
      metrics.streamEnded(ended(entry, played, outcome))
    },
  }
}

/** So many tokens take a millisecond or so to write out. */
const LONG = 4_000

function book(line: LongLine['line'], stamps: Stamps, truth: TruthLog): void {
  if (stamps.count() > LONG && truth.addLong !== undefined) {
    truth.addLong({ line, tokenMs: stamps.eachTokenMs(), dueMs: stamps.eachDueMs() })
  } else truth.add({ ...line, tokenMs: stamps.tokenMs(), dueMs: stamps.dueMs() })
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
  return plan.faults.length === 0 ? 'played' : `fault:${plan.faults.join('+')}`
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
