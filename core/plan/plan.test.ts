import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { seededRandom } from '../random.ts'
import { tokenSource } from '../text/token-source.ts'
import { roundMs } from '../units.ts'
import { buildPlan, type PlanRequest } from './build-plan.ts'
import { applyFaults, type FaultSpec } from './faults.ts'
import { CUT_WAYS, type Plan, type Step, type TokenStep } from './plan.ts'

const REQUEST: PlanRequest = { key: 'k/1', seed: 7, ttftMs: 200, gapMs: 20, gapCv: 0, tokens: 8 }

const stepsOf = (plan: Plan): readonly Step[] => {
  const all: Step[] = []
  const steps = plan.steps()
  for (let step = steps.next(); step.done !== true; step = steps.next()) all.push(step.value)
  return all
}
const tokensOf = (plan: Plan): readonly TokenStep[] =>
  stepsOf(plan).filter((step) => step.kind === 'token')
const textOf = (plan: Plan): string =>
  tokensOf(plan)
    .map((token) => token.text)
    .join('')

const anyRequest: fc.Arbitrary<PlanRequest> = fc.record(
  {
    key: fc.string(),
    seed: fc.nat(),
    ttftMs: fc.double({ min: 0, max: 600_000, noNaN: true }),
    gapMs: fc.double({ min: 0, max: 60_000, noNaN: true }),
    gapCv: fc.oneof(fc.constant(0), fc.double({ min: 0.01, max: 10, noNaN: true })),
    tokens: fc.nat(40),
    maxTokens: fc.nat(40),
  },
  { requiredKeys: ['key', 'seed', 'ttftMs', 'gapMs', 'gapCv', 'tokens'] },
)

describe('a plan', () => {
  it('has constant gaps free of summing errors, and ends with its last token', () => {
    const plan = buildPlan({ ...REQUEST, ttftMs: 0.1, gapMs: 0.1, tokens: 1_000 })
    const offsets = tokensOf(plan).map((token) => token.atMs)
    expect(offsets).toEqual(Array.from({ length: 1_000 }, (_, i) => roundMs(0.1 + i * 0.1)))
    expect(stepsOf(plan).at(-1)).toEqual({
      kind: 'finish',
      atMs: 100,
      reason: 'stop',
      index: 1_000,
    })
  })

  it('has gamma gaps with the asked mean and coefficient of variation', () => {
    const offsets = tokensOf(buildPlan({ ...REQUEST, gapCv: 0.3, tokens: 20_001 })).map(
      (token) => token.atMs,
    )
    const gaps = offsets.slice(1).map((at, i) => at - (offsets[i] ?? 0))
    const mean = gaps.reduce((a, b) => a + b) / gaps.length
    const variance = gaps.reduce((a, gap) => a + (gap - mean) ** 2, 0) / gaps.length
    // Four standard errors of each estimate at 20,000 draws.
    expect(Math.abs(mean - 20)).toBeLessThan(0.17)
    expect(Math.abs(Math.sqrt(variance) / mean - 0.3)).toBeLessThan(0.008)
  })

  it.each([
    [8, undefined, 8, 'stop'],
    [8, 9, 8, 'stop'],
    [8, 8, 8, 'stop'],
    [8, 7, 7, 'length'],
    [8, 0, 0, 'length'],
    [0, 5, 0, 'stop'],
  ] as const)(
    'of %i tokens under a limit of %s has %i and ends by %s',
    (tokens, maxTokens, count, reason) => {
      const plan = buildPlan({
        ...REQUEST,
        tokens,
        ...(maxTokens === undefined ? {} : { maxTokens }),
      })
      expect(plan.tokens()).toBe(count)
      expect(tokensOf(plan)).toHaveLength(count)
      expect(stepsOf(plan).at(-1)).toMatchObject({ kind: 'finish', reason })
    },
  )

  it('is the same each time it is drawn, never steps back, and counts in whole microseconds', () => {
    fc.assert(
      fc.property(anyRequest, (request) => {
        const plan = buildPlan(request)
        const steps = stepsOf(plan)
        expect(stepsOf(plan)).toEqual(steps)
        expect(stepsOf(buildPlan({ ...request }))).toEqual(steps)
        expect(tokensOf(plan)).toHaveLength(plan.tokens())
        for (const [i, step] of steps.entries()) {
          expect(step.atMs).toBe(roundMs(step.atMs))
          expect(step.atMs).toBeGreaterThanOrEqual(i === 0 ? 0 : (steps[i - 1]?.atMs ?? 0))
        }
      }),
    )
  })

  it('keeps its text whatever its pace, and a limit gives a prefix of text and offsets', () => {
    fc.assert(
      fc.property(anyRequest, fc.nat(40), (request, limit) => {
        const { maxTokens: _, ...free } = request
        const whole = buildPlan(free)
        expect(textOf(buildPlan({ ...free, gapCv: 2, gapMs: 5, ttftMs: 1 }))).toBe(textOf(whole))
        const limited = tokensOf(buildPlan({ ...free, maxTokens: limit }))
        expect(limited).toEqual(tokensOf(whole).slice(0, limit))
      }),
    )
  })

  it('differs by key and by seed', () => {
    const text = textOf(buildPlan(REQUEST))
    expect(textOf(buildPlan({ ...REQUEST, key: 'k/2' }))).not.toBe(text)
    expect(textOf(buildPlan({ ...REQUEST, seed: 8 }))).not.toBe(text)
  })

  it('of a million tokens draws only what is asked for', () => {
    const steps = buildPlan({ ...REQUEST, tokens: 1_000_000 }).steps()
    expect(steps.next().value).toMatchObject({ index: 0, atMs: 200 })
    expect(steps.next().value).toMatchObject({ index: 1, atMs: 220 })
  })
})

describe('the text', () => {
  it('has no empty token, a share of sentences, lines and characters beyond ASCII', () => {
    const source = tokenSource(seededRandom(1))
    const tokens = Array.from({ length: 10_000 }, () => source.next())
    expect(tokens.every((token) => token.length > 0)).toBe(true)
    const share = (test: (token: string) => boolean): number =>
      tokens.filter(test).length / tokens.length
    expect(share((token) => token.startsWith(' '))).toBeGreaterThan(0.7)
    expect(share((token) => /^[.!?]$/.test(token))).toBeGreaterThan(0.03)
    expect(share((token) => token.includes('\n'))).toBeGreaterThan(0.002)
    expect(share((token) => /[^\n -~]/.test(token))).toBeGreaterThan(0.002)
  })
})

const rated = { rate: fc.double({ min: 0, max: 1, noNaN: true }) }
const anyFault: fc.Arbitrary<FaultSpec> = fc.oneof(
  fc.record(
    {
      type: fc.constant('cut'),
      afterTokens: fc.nat(45),
      how: fc.constantFrom(...CUT_WAYS),
      ...rated,
    },
    { requiredKeys: ['type', 'afterTokens', 'how'] },
  ),
  fc.record({ type: fc.constant('stall'), afterTokens: fc.nat(45), forMs: fc.nat(5_000) }),
  fc.record({
    type: fc.constant('error'),
    afterTokens: fc.nat(45),
    kind: fc.constant('overloaded'),
  }),
  fc.record({ type: fc.constant('status'), code: fc.constant(429), ...rated }),
  fc.record({ type: fc.constant('lump'), size: fc.integer({ min: 1, max: 9 }) }),
  fc.record({ type: fc.constantFrom('no-terminator', 'late-by-one') }),
  fc.record({ type: fc.constantFrom('duplicate', 'drop', 'reorder') }),
  fc.record({
    type: fc.constantFrom('duplicate', 'drop', 'reorder', 'foreign', 'malformed', 'bad-utf8'),
    afterTokens: fc.nat(45),
  }),
  fc.record({ type: fc.constantFrom('foreign', 'malformed', 'bad-utf8') }),
  fc.record({ type: fc.constantFrom('ignore-disconnect', 'gzip-unflushed') }),
  fc.record({ type: fc.constant('split-writes'), bytes: fc.integer({ min: 1, max: 65_536 }) }),
)

/** Whether the token of an index is withheld from a plan of so many: the rest of one that is ended, all of a refusal, the dropped. */
function withheldBy(spec: FaultSpec, count: number): (index: number) => boolean {
  if (spec.type === 'cut' || spec.type === 'error') {
    return (index) => spec.afterTokens <= count && index >= spec.afterTokens
  }
  if (spec.type === 'status') return () => true
  if (spec.type !== 'drop') return () => false
  const dropped = spec.afterTokens ?? Math.max(1, Math.floor(count / 2))
  return (index) => index === dropped
}

describe('faults', () => {
  it('send or withhold exactly the tokens of the plan, in time, and tell the count', () => {
    fc.assert(
      fc.property(anyRequest, fc.array(anyFault, { maxLength: 4 }), (request, specs) => {
        const clean = buildPlan(request)
        const faulty = applyFaults(clean, specs, request.key)
        const own = tokensOf(clean)
        const sent = tokensOf(faulty)
        const ownSent = sent.filter((token) => token.foreign !== true)
        const foreigners = specs.filter((spec) => spec.type === 'foreign').length
        expect(sent.length - ownSent.length).toBeLessThanOrEqual(2 * foreigners)
        expect(sent.every((token) => token.foreign === true || token.index < own.length)).toBe(true)
        const texts = new Map(ownSent.map((token) => [token.index, token.text]))
        const withheld = own.filter((token) => !texts.has(token.index))
        for (const token of withheld) texts.set(token.index, token.text)
        expect([...texts].toSorted(([a], [b]) => a - b)).toEqual(
          own.map((token) => [token.index, token.text]),
        )
        expect(sent).toHaveLength(faulty.tokens())
        const steps = stepsOf(faulty)
        expect(steps.every((step, i) => i === 0 || step.atMs >= (steps[i - 1]?.atMs ?? 0))).toBe(
          true,
        )
        expect(stepsOf(faulty)).toEqual(steps)
        const last = faulty.refusal === undefined ? steps.at(-1)?.kind : 'refusal'
        expect(last).not.toBe('token')
        expect(last).toBeDefined()
      }),
    )
  })

  it('withhold just the tokens that each is to withhold, and send all others once', () => {
    fc.assert(
      fc.property(anyRequest, anyFault, (request, any) => {
        const spec = { ...any, rate: 1 }
        const clean = buildPlan(request)
        const count = clean.tokens()
        const faulty = applyFaults(clean, [spec], request.key)
        const sent = tokensOf(faulty).filter((token) => token.foreign !== true)
        const withheld = withheldBy(spec, count)
        const all = Array.from({ length: count }, (_, index) => index)
        const twice = spec.type === 'duplicate' && sent.length > count ? 1 : 0
        expect(new Set(sent.map(({ index }) => index))).toEqual(
          new Set(all.filter((index) => !withheld(index))),
        )
        expect(sent).toHaveLength(all.filter((index) => !withheld(index)).length + twice)
      }),
    )
  })

  const plan = buildPlan({ ...REQUEST, tokens: 5 })
  const own = tokensOf(plan)
  const brief = (spec: FaultSpec): readonly string[] =>
    stepsOf(applyFaults(plan, [spec], 'k')).map((step) => {
      const what =
        step.kind === 'token'
          ? step.index
          : step.kind === 'finish' && step.unterminated === true
            ? 'unterminated'
            : step.kind
      if (step.kind === 'token' && step.damage !== undefined) return `${step.index}!${step.damage}`
      return `${what}@${step.atMs}`
    })

  it.each<readonly [FaultSpec, readonly string[]]>([
    [{ type: 'cut', afterTokens: 2, how: 'clean' }, ['0@200', '1@220', 'cut@240']],
    [{ type: 'cut', afterTokens: 0, how: 'clean' }, ['cut@200']],
    [
      { type: 'cut', afterTokens: 5, how: 'clean' },
      ['0@200', '1@220', '2@240', '3@260', '4@280', 'cut@280'],
    ],
    [{ type: 'error', afterTokens: 1, kind: 'overloaded' }, ['0@200', 'error@220']],
    [
      { type: 'stall', afterTokens: 3, forMs: 500 },
      ['0@200', '1@220', '2@240', '3@760', '4@780', 'finish@780'],
    ],
    [{ type: 'status', code: 429 }, []],
    [{ type: 'no-terminator' }, ['0@200', '1@220', '2@240', '3@260', '4@280', 'unterminated@280']],
    [
      { type: 'duplicate', afterTokens: 2 },
      ['0@200', '1@220', '1@220', '2@240', '3@260', '4@280', 'finish@280'],
    ],
    [{ type: 'drop', afterTokens: 1 }, ['0@200', '2@240', '3@260', '4@280', 'finish@280']],
    [
      { type: 'reorder', afterTokens: 1 },
      ['0@200', '2@220', '1@240', '3@260', '4@280', 'finish@280'],
    ],
    [
      { type: 'foreign', afterTokens: 1 },
      ['0@200', '1000001@220', '1@220', '2@240', '3@260', '4@280', 'finish@280'],
    ],
    [
      { type: 'foreign', afterTokens: 5 },
      ['0@200', '1@220', '2@240', '3@260', '4@280', '1000005@280', 'finish@280'],
    ],
    [
      { type: 'malformed', afterTokens: 1 },
      ['0@200', '1!malformed', '2@240', '3@260', '4@280', 'finish@280'],
    ],
    [{ type: 'bad-utf8' }, ['0@200', '1!bad-utf8', '2@240', '3@260', '4@280', 'finish@280']],
    [{ type: 'lump', size: 2 }, ['0@220', '1@220', '2@260', '3@260', '4@280', 'finish@280']],
    [{ type: 'late-by-one' }, ['0@220', '1@240', '2@260', '3@280', '4@280', 'finish@280']],
  ])('%o', (spec, steps) => {
    expect(brief(spec)).toEqual(steps)
  })

  it.each<FaultSpec>([
    { type: 'cut', afterTokens: 6, how: 'reset' },
    { type: 'stall', afterTokens: 6, forMs: 5 },
    { type: 'error', afterTokens: 6, kind: 'x' },
    { type: 'duplicate', afterTokens: 6 },
    { type: 'drop', afterTokens: 5 },
    { type: 'reorder', afterTokens: 4 },
    { type: 'foreign', afterTokens: 6 },
    { type: 'malformed', afterTokens: 5 },
    { type: 'bad-utf8', afterTokens: 5 },
  ])('that the plan never reaches leave it alone: %o', (spec) => {
    expect(applyFaults(plan, [spec], 'k')).toBe(plan)
  })

  it('name themselves, and the withheld token of a cut', () => {
    const faulty = applyFaults(
      plan,
      [
        { type: 'stall', afterTokens: 1, forMs: 5 },
        { type: 'cut', afterTokens: 2, how: 'mid-char' },
      ],
      'k',
    )
    expect(faulty.faults).toEqual(['stall', 'cut'])
    expect(stepsOf(faulty).at(-1)).toMatchObject({ how: 'mid-char', text: own[2]?.text })
  })

  it.each([
    [{ type: 'split-writes', bytes: 3 }, { splitBytes: 3 }],
    [{ type: 'ignore-disconnect' }, { ignoreDisconnect: true }],
    [{ type: 'gzip-unflushed' }, { gzip: true }],
  ] as const)('of the wire leave the steps alone: %o', (spec, wire) => {
    const faulty = applyFaults(plan, [spec], 'k')
    expect(stepsOf(faulty)).toEqual(stepsOf(plan))
    expect(faulty.wire).toEqual(wire)
    expect(faulty.faults).toEqual([spec.type])
  })

  it('of the wire add up, and a foreign token takes its text from elsewhere', () => {
    const faulty = applyFaults(
      plan,
      [{ type: 'split-writes', bytes: 3 }, { type: 'gzip-unflushed' }, { type: 'foreign' }],
      'k',
    )
    expect(faulty.wire).toEqual({ splitBytes: 3, gzip: true })
    const strangers = tokensOf(faulty).filter((token) => token.foreign === true)
    expect(strangers).toHaveLength(1)
    expect(textOf(plan)).not.toContain(strangers[0]?.text.trim())
  })

  it('with a rate hit that share of keys, the same ones each time', () => {
    const spec: FaultSpec = { type: 'drop', rate: 0.25 }
    const hits = Array.from(
      { length: 4_000 },
      (_, i) => applyFaults(plan, [spec], `k/${i}`) !== plan,
    )
    const again = Array.from(
      { length: 4_000 },
      (_, i) => applyFaults(plan, [spec], `k/${i}`) !== plan,
    )
    expect(again).toEqual(hits)
    // Binomial: 1,000 ± 4 · 27.4.
    expect(Math.abs(hits.filter(Boolean).length - 1_000)).toBeLessThan(110)
    expect(applyFaults(plan, [{ ...spec, rate: 0 }], 'k')).toBe(plan)
    expect(applyFaults(plan, [{ ...spec, rate: 1 }], 'k')).not.toBe(plan)
  })
})
