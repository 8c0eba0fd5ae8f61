import type { Finding } from '../../core/finding.ts'
import { isSuccess, type Outcome } from '../../core/outcome.ts'
import type { EvidenceName } from '../detect/evidence-table.ts'
import type { Measured } from '../measure/comparison.ts'
import { compact } from '../measure/compact.ts'
import type { Gate, GateDecision, WorstStream } from '../summary/verdict.ts'
import { type CountName, type CountRule, COUNTS } from './policy.ts'

const WORST_SHOWN = 3

/** What counts are taken from, besides the records of a group. */
export interface CountContext {
  readonly findings: readonly Finding[]
  /** A signal or an abort ended the run: streams cut by it are nobody's failure. */
  readonly endedEarly: boolean
}

/** A count that was found. */
interface Count {
  /** Absent where nothing tells. */
  readonly total?: number
  readonly rows: readonly number[]
  readonly detail?: string
}

/** The gate of one exact count in one group; undefined where the limit was lifted. */
export function countGate(
  measured: Measured,
  { name, atMost }: CountRule,
  context: CountContext,
): Gate | undefined {
  if (atMost === 'any') return undefined
  const { figures, tally } = measured
  const { total, rows, detail } = countOf(measured, name, context)
  const worst = rows
    .slice(0, WORST_SHOWN)
    .map((row): WorstStream => ({ stream: tally.table.ids[row]! }))
  const known = total !== undefined
  const decision: GateDecision = !known ? 'undecided' : total <= atMost ? 'pass' : 'fail'
  return compact({
    name,
    text: `${name}<=${atMost}`,
    scenario: figures.scenario,
    route: figures.route,
    kind: 'counts' as const,
    unit: isOutcomeName(name) ? ('streams' as const) : COUNTS[name].unit,
    limit: atMost,
    found: total,
    detail,
    decision,
    streams: figures.startedStreams,
    misses: rows.length,
    worst: decision === 'fail' ? worst : [],
  })
}

const isOutcomeName = (name: CountName): name is `outcomes.${Outcome}` =>
  name.startsWith('outcomes.')

function countOf(measured: Measured, name: CountName, context: CountContext): Count {
  if (!isOutcomeName(name)) return COUNTERS[name](measured, context)
  const wanted = name.slice('outcomes.'.length)
  return countRows(measured, (outcome) => outcome === wanted)
}

type Counter = (measured: Measured, context: CountContext) => Count

const COUNTERS: Readonly<Record<keyof typeof COUNTS, Counter>> = {
  failures: (measured, { endedEarly }) =>
    countRows(measured, (outcome) => isFailure(outcome, endedEarly)),
  duplicates: (measured) => sumKnown(measured, 'duplicate'),
  missing: (measured) => sumKnown(measured, 'missing'),
  reordered: (measured) => sumKnown(measured, 'reordered'),
  foreign: (measured) => sumKnown(measured, 'foreign'),
  replacementCharacters: (measured) => ({
    total: 0,
    ...sumOf(measured, 'replacementCharacters'),
  }),
  tokensAfterCancel: countAfterCancel,
  retries: countAttempts,
  findings: (measured, { findings }) => countFindings(measured, findings),
}

function countRows({ tally: { table } }: Measured, is: (outcome: Outcome) => boolean): Count {
  const rows = table.ids.flatMap((_, row) => (is(table.outcome(row)) ? [row] : []))
  return { total: rows.length, rows }
}

const isFailure = (outcome: Outcome, endedEarly: boolean): boolean =>
  !isSuccess(outcome) && outcome !== 'cancelled' && !(endedEarly && outcome === 'harness_cut')

function countFindings({ figures }: Measured, findings: readonly Finding[]): Count {
  const own = findings.filter(
    ({ severity, scenario, route }) =>
      severity === 'error' && scenario === figures.scenario && route === figures.route,
  )
  const detail = own.map(({ code, what }) => `${code}, ${what.replace(/\.$/u, '')}`).join('; ')
  return { total: own.length, rows: [], ...(detail !== '' && { detail }) }
}

function countAttempts({ tally: { evidence } }: Measured): Count {
  const { streams } = evidence
  const rows = streams.rows((row) => streams.at(row, 'attempt') > 1)
  return { total: rows.length, rows }
}

/** The mock's log tells; a client that vanished without a word is left out, since nobody could know. */
function countAfterCancel(measured: Measured): Count {
  const { streams } = measured.tally.evidence
  const { table } = measured.tally
  const cancelled = streams.rows(
    (row) => table.outcome(row) === 'cancelled' && streams.at(row, 'vanished') !== 1,
  )
  const told = cancelled.filter((row) => !Number.isNaN(streams.at(row, 'sentAfterCancel')))
  if (told.length < cancelled.length) {
    return {
      rows: [],
      detail: 'only the log of our mock tells, and it does not know these streams',
    }
  }
  const rows = told.filter((row) => streams.at(row, 'sentAfterCancel') > 0)
  const total = rows.reduce((sum, row) => sum + streams.at(row, 'sentAfterCancel'), 0)
  return { total, rows }
}

/** Tokens out of their place: known of stamped ones only. */
function sumKnown(measured: Measured, name: EvidenceName): Count {
  const sum = sumOf(measured, name)
  if (sum.total !== undefined) return sum
  return {
    rows: [],
    detail: 'only stamped tokens tell (our mock, --header \'x-mock: {"stamp":true}\')',
  }
}

function sumOf({ tally: { evidence } }: Measured, name: EvidenceName): Count {
  const { streams } = evidence
  const known = streams.rows((row) => !Number.isNaN(streams.at(row, name)))
  if (known.length === 0) return { rows: [] }
  const rows = known.filter((row) => streams.at(row, name) > 0)
  return { total: rows.reduce((sum, row) => sum + streams.at(row, name), 0), rows }
}
