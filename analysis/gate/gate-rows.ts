import { THIN, whole } from '../render/numbers.ts'
import type { Gate } from '../summary/verdict.ts'
import { gateFound, gateLimit, gateValue, speaksOfStreams } from '../verdict/describe-gate.ts'
import type { BaselineFigure } from './baseline.ts'

/** A gate as a row of a table, in words. */
export interface GateRow {
  readonly decision: string
  readonly limit: string
  readonly where: string
  readonly found: string
  readonly worst: string
}

/** What did not hold stands first. */
const ORDER: readonly Gate['decision'][] = ['fail', 'unfit', 'undecided', 'pass']

export function gateRows(gates: readonly Gate[]): readonly GateRow[] {
  return gates
    .toSorted((a, b) => ORDER.indexOf(a.decision) - ORDER.indexOf(b.decision))
    .map((gate) => ({
      decision: gate.decision,
      limit: gateLimit(gate),
      where: `${gate.scenario} \u00b7 ${gate.route}`,
      found: [gateFound(gate), ...intervalOf(gate), ...missedOf(gate)].join(', '),
      worst: gate.worst.map(({ stream }) => stream).join(', '),
    }))
}

function intervalOf(gate: Gate): readonly string[] {
  const { low, high } = gate
  if (low === undefined || high === undefined) return []
  return [`interval ${gateValue(gate, low)} to ${gateValue(gate, high)}`]
}

function missedOf(gate: Gate): readonly string[] {
  const { decision, needs, misses, streams } = gate
  const missed = speaksOfStreams(gate)
    ? [`${whole(misses)} of ${whole(streams)} streams missed it`]
    : []
  const more =
    decision === 'undecided' && needs !== undefined ? [`takes ${whole(needs)} streams`] : []
  return [...missed, ...more]
}

/** `200 ms → 231 ms (+15.5 % [+12.0, +19.1], margin 10 %)`. */
export function baselineText(figure: BaselineFigure): string {
  const { unit, before, now, change, low, high, delta } = figure
  const value = (found: number | undefined): string =>
    found === undefined ? 'no value' : gateValue({ unit } as Gate, found)
  const isRatio = unit === 'ratio'
  const part = (found: number): string => signedPercent(isRatio ? found : found - 1)
  const interval = low === undefined || high === undefined ? '' : ` [${part(low)}, ${part(high)}]`
  const changed = change === undefined ? '' : `${part(change)}${THIN}%${interval}, `
  return `${value(before)} \u2192 ${value(now)} (${changed}margin ${delta * 100}${THIN}%)`
}

const signedPercent = (ratio: number): string => {
  const text = Math.abs(ratio * 100).toFixed(1)
  return text === '0.0' ? '0' : `${ratio < 0 ? '\u2212' : '+'}${text}`
}
