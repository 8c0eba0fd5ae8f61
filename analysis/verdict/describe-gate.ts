import { counted, measured, percent, THIN, whole } from '../render/numbers.ts'
import type { Gate } from '../summary/verdict.ts'

/** A figure of a gate with its unit. */
export function gateValue(gate: Gate, value: number): string {
  if (gate.unit === 'ratio') return percent(value)
  return gate.unit === 'streams' ? whole(value) : `${measured(value)}${THIN}${gate.unit}`
}

/** `completion ≥ 99 %`, `ttft:p95 < 500 ms`. */
export function gateLimit(gate: Gate): string {
  const limit = gate.unit === 'ratio' ? percent(gate.limit) : `${gate.limit}${THIN}${gate.unit}`
  return `${gate.name} ${relation(gate)} ${limit}`
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
  const found = gate.found === undefined ? 'no value' : gateValue(gate, gate.found)
  const streams = `${whole(gate.misses)} of ${counted(gate.streams, 'stream')} missed it`
  const needs =
    gate.decision === 'undecided' && gate.needs !== undefined
      ? `; a pass with as many misses takes ${whole(gate.needs)}`
      : ''
  return `${where}: found ${found}, ${streams}${needs}`
}

/** Several gates of one decision in a sentence: each limit once, with the routes and what was found there. */
export function describeGates(gates: readonly Gate[]): string {
  const byLimit = Map.groupBy(gates, gateLimit)
  const parts = [...byLimit].map(([limit, same]) => {
    const where = same.map((gate) => {
      const found = gate.found === undefined ? 'no value' : gateValue(gate, gate.found)
      return `${gate.route} (${found})`
    })
    return `${limit} ${DECIDED[same[0]?.decision ?? 'fail']} on ${where.join(' and ')}`
  })
  return `${parts.join('; ')}.`
}

/** The limits that were kept, each once. */
export function describeLimits(gates: readonly Gate[]): string {
  return [...new Set(gates.map(gateLimit))].join(', ')
}

function relation(gate: Gate): string {
  if (gate.text.includes('>=')) return '\u2265'
  return gate.text.includes('>') ? '>' : '<'
}
