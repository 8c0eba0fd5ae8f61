import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { type Outcome, OUTCOMES } from '../core/outcome.ts'

/** What a stream's class is decided by; README.md says what each field means. */
interface Evidence {
  readonly stop?: 'cancel' | 'harness' | 'first' | 'stall' | 'total'
  readonly connected?: boolean
  readonly status?: number
  readonly notAStream?: boolean
  readonly errorInBand?: boolean
  readonly corrupt?: boolean
  readonly broken?: boolean
  readonly terminated?: boolean
  readonly finish?: 'stop' | 'length' | 'filtered'
  readonly hasFinish?: boolean
  readonly hasTerminator?: boolean
}

interface Entry {
  readonly name: string
  readonly evidence: Evidence
  readonly outcome: Outcome
}

type Rule = readonly [Outcome, (e: Evidence) => boolean | undefined]

/** The list of docs/architecture.md as it stands there, the ends that the terminator forestalls left out after it. */
const RULES: readonly Rule[] = [
  ['cancelled', (e) => open(e) && e.stop === 'cancel'],
  ['harness_cut', (e) => open(e) && e.stop === 'harness'],
  ['refused', (e) => e.connected !== true],
  ['error_status', (e) => (e.status ?? 0) >= 300],
  ['not_a_stream', (e) => e.notAStream === true && e.errorInBand !== true],
  ['error_in_band', (e) => e.errorInBand],
  ['corrupt', (e) => e.corrupt],
  ['timeout_first', (e) => open(e) && e.stop === 'first'],
  ['timeout_stall', (e) => open(e) && e.stop === 'stall'],
  ['timeout_total', (e) => open(e) && e.stop === 'total'],
  ['truncated_reset', (e) => (open(e) && e.broken) || e.status === undefined],
  ['truncated_clean', (e) => (e.hasFinish === true ? e.finish === undefined : unterminated(e))],
  ['filtered', (e) => e.finish === 'filtered'],
  ['length_limited', (e) => e.finish === 'length'],
  ['complete_unterminated', unterminated],
  ['complete', () => true],
]

const open = (e: Evidence): boolean => e.terminated !== true

function unterminated(e: Evidence): boolean {
  return e.hasTerminator === true && open(e)
}

const CORPUS = new URL('outcomes/cases.json', import.meta.url)
const entries: readonly Entry[] = JSON.parse(readFileSync(CORPUS, 'utf8'))

describe('the corpus of outcomes', () => {
  it.each(entries)('$name: $outcome', ({ evidence, outcome }) => {
    expect(RULES.find(([, holds]) => holds(evidence) === true)?.[0]).toBe(outcome)
  })

  it('has every class, and the rules are in the order of the list', () => {
    expect(new Set(entries.map(({ outcome }) => outcome))).toEqual(new Set(OUTCOMES))
    const text = readFileSync(new URL('../docs/architecture.md', import.meta.url), 'utf8')
    const list = text.slice(text.indexOf('## Outcome, first match wins'))
    const places = RULES.map(([outcome]) => list.indexOf(`\`${outcome}\``))
    expect(places).toEqual(places.toSorted((a, b) => a - b))
    expect(places[0]).toBeGreaterThan(0)
  })
})
