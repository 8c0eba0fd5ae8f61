import { counted, measured, percent, THIN, whole } from '../render/numbers.ts'
import type { Gate } from '../summary/verdict.ts'

/** A figure of a gate with its unit. */
export function gateValue({ unit }: Gate, value: number): string {
  if (unit === 'ratio') return percent(value)
  if (unit === 'times') return `${value.toFixed(3)}${THIN}times`
  if (unit === 'ms' || unit === 'tokens/s') return `${measured(value)}${THIN}${unit}`
  return whole(value)
}

/** `completion ≥ 99 %`, `ttft:p95 < 500 ms`, `duplicates ≤ 0 tokens`. */
export function gateLimit(gate: Gate): string {
  const { name, unit } = gate
  const limit = unit === 'ratio' ? percent(gate.limit) : `${gate.limit}${THIN}${unit}`
  return `${name} ${relation(gate)} ${name === unit ? gate.limit : limit}`
}

const DECIDED = {
  pass: 'held',
  fail: 'failed',
  undecided: 'is undecided',
  unfit: 'was not judged',
} as const

/** One gate in half a sentence: what, where, found, and of how many streams. */
export function describeGate(gate: Gate): string {
  const where = `${gateLimit(gate)} ${DECIDED[gate.decision]} on ${gate.route}`
  const found = [`found ${gateFound(gate)}`, ...(speaksOfStreams(gate) ? [missed(gate)] : [])]
  const needs =
    gate.decision === 'undecided' && gate.needs !== undefined
      ? `; a pass with as many misses takes ${whole(gate.needs)}`
      : ''
  return `${where}: ${found.join(', ')}${needs}`
}

/** Several gates of one decision in a sentence: each limit once, with the routes and what was found there. */
export function describeGates(gates: readonly Gate[]): string {
  const byLimit = Map.groupBy(gates, gateLimit)
  const parts = [...byLimit].map(([limit, same]) => {
    const where = same.map((gate) => `${gate.route} (${gateFound(gate)})`)
    return `${limit} ${DECIDED[same[0]?.decision ?? 'fail']} on ${where.join(' and ')}`
  })
  return `${parts.join('; ')}.`
}

/** The limits that were kept, each once. */
export function describeLimits(gates: readonly Gate[]): string {
  return [...new Set(gates.map(gateLimit))].join(', ')
}

/** What was found, with the words that explain it where there are any. */
export function gateFound(gate: Gate): string {
  const found = gate.found === undefined ? 'no value' : gateValue(gate, gate.found)
  return gate.detail === undefined ? found : `${found}: ${gate.detail}`
}

/** Misses are streams that missed a limit of their own; a count, or a ratio to a baseline, has none. */
export const speaksOfStreams = ({ unit }: Gate): boolean =>
  unit === 'ms' || unit === 'tokens/s' || unit === 'ratio'

const missed = ({ misses, streams }: Gate): string =>
  `${whole(misses)} of ${counted(streams, 'stream')} missed it`

function relation({ text }: Gate): string {
  if (text.includes('>=')) return '\u2265'
  if (text.includes('<=')) return '\u2264'
  return text.includes('>') ? '>' : '<'
}
