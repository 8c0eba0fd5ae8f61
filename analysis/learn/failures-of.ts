import type { FaultSpec } from '../../core/plan/faults.ts'
import type { Outcome } from '../../core/outcome.ts'
import type { StreamRecord } from '../../core/record/record.ts'

/** Failures of an endpoint as the mock plays them, and those that it cannot. */
export interface LearnedFailures {
  readonly failures: readonly FaultSpec[]
  /** Streams that ended so, of each class that is not played. */
  readonly notPlayed: ReadonlyMap<Outcome, number>
}

/** A fault, and after how many tokens it struck where that matters. */
type Struck = { readonly fault: FaultSpec; readonly after?: number }

/** Longer than any client waits: the longest stall of the mock. */
const FOREVER_MS = 600_000
/** A class that strikes at many places is played at so many, each for an equal share. */
const PLACES = 4
/** The mock takes 32 failures: the rarest kinds are left out. */
const MOST_KINDS = 32 / PLACES
const RATE_DECIMALS = 6

/** `ended` is the number of streams that ended by the server's doing, of which `failed` are those without a regular end. */
export function failuresOf(failed: readonly StreamRecord[], ended: number): LearnedFailures {
  const notPlayed = new Map<Outcome, number>()
  const kinds = new Map<string, { readonly struck: Struck[]; readonly outcome: Outcome }>()
  const leaveOut = (outcome: Outcome, count: number): void => {
    notPlayed.set(outcome, (notPlayed.get(outcome) ?? 0) + count)
  }
  for (const record of failed) {
    const { outcome } = record
    const struck = PLAYERS[outcome]?.(record)
    if (struck === undefined) {
      leaveOut(outcome, 1)
      continue
    }
    const name = JSON.stringify(struck.fault)
    const kind = kinds.get(name) ?? { struck: [], outcome }
    kinds.set(name, kind)
    kind.struck.push(struck)
  }
  const byCount = [...kinds.values()].toSorted((a, b) => b.struck.length - a.struck.length)
  for (const { struck, outcome } of byCount.slice(MOST_KINDS)) leaveOut(outcome, struck.length)
  const failures = byCount.slice(0, MOST_KINDS).flatMap(({ struck }) => placed(struck, ended))
  return { failures, notPlayed }
}

/** One fault for each of a few places, each the middle one of an equal share of what was seen. */
function placed(struck: readonly Struck[], ended: number): FaultSpec[] {
  const [first] = struck
  if (first === undefined) return []
  const rateOf = (count: number): number => Number((count / ended).toFixed(RATE_DECIMALS))
  if (first.after === undefined) return [{ ...first.fault, rate: rateOf(struck.length) }]
  const places = struck.map(({ after = 0 }) => after).toSorted((a, b) => a - b)
  const counts = new Map<number, number>()
  const groups = Math.min(PLACES, places.length)
  for (let group = 0; group < groups; group++) {
    const from = Math.floor((group * places.length) / groups)
    const to = Math.floor(((group + 1) * places.length) / groups)
    const middle = places[(from + to - 1) >> 1] ?? 0
    counts.set(middle, (counts.get(middle) ?? 0) + to - from)
  }
  return [...counts].map(
    ([afterTokens, count]) => ({ ...first.fault, afterTokens, rate: rateOf(count) }) as FaultSpec,
  )
}

type Player = (record: StreamRecord) => Struck | undefined

/** What the mock has to do for a stream to end so. A class that is not named it cannot play, or nothing was wrong. */
const PLAYERS: Readonly<Partial<Record<Outcome, Player>>> = {
  error_status: refusal,
  error_in_band: (record) => ({
    fault: { type: 'error', afterTokens: 0, kind: kindOf(record) },
    after: record.contentEvents,
  }),
  truncated_clean: ({ contentEvents }) => ({
    fault: { type: 'cut', afterTokens: 0, how: 'clean' },
    after: contentEvents,
  }),
  truncated_reset: (record) => ({
    fault: { type: 'cut', afterTokens: 0, how: breakOf(record) },
    after: record.contentEvents,
  }),
  timeout_first: () => ({ fault: { type: 'stall', afterTokens: 0, forMs: FOREVER_MS } }),
  timeout_stall: ({ contentEvents }) => ({
    fault: { type: 'stall', afterTokens: 0, forMs: FOREVER_MS },
    after: contentEvents,
  }),
  complete_unterminated: () => ({ fault: { type: 'no-terminator' } }),
  corrupt: corruption,
}

function refusal({ status, retryAfterS }: StreamRecord): Struck | undefined {
  if (status === undefined || status < 400 || status > 599) return undefined
  const whole = retryAfterS === undefined ? undefined : Math.min(86_400, Math.ceil(retryAfterS))
  return {
    fault: { type: 'status', code: status, ...(whole !== undefined && { retryAfterS: whole }) },
  }
}

/** The kind of an error as the mock takes one. */
const KIND = /^[A-Za-z0-9_-]{1,64}$/u

const kindOf = ({ error }: StreamRecord): string =>
  error !== undefined && KIND.test(error.code) ? error.code : 'server_error'

const breakOf = ({ error }: StreamRecord): 'no-last-chunk' | 'reset' =>
  error?.code === 'unexpected-end' ? 'no-last-chunk' : 'reset'

function corruption({ integrity, error }: StreamRecord): Struck | undefined {
  const { duplicate = 0, reordered = 0, foreign = 0, missing = 0 } = integrity ?? {}
  if (duplicate > 0) return { fault: { type: 'duplicate' } }
  if (foreign > 0) return { fault: { type: 'foreign' } }
  if (reordered > 0) return { fault: { type: 'reorder' } }
  if (missing > 0) return { fault: { type: 'drop' } }
  return { fault: { type: error?.code === 'bad-utf8' ? 'bad-utf8' : 'malformed' } }
}
