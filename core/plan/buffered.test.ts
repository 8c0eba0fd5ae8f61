import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { buildPlan } from './build-plan.ts'
import { BUFFER_MODES, buffered, textBuffer } from './buffered.ts'
import { applyFaults } from './faults.ts'
import type { Plan, Step, TokenStep } from './plan.ts'
import { resumeAfter } from './resume-after.ts'

const stepsOf = (plan: Plan): readonly Step[] => {
  const all: Step[] = []
  const steps = plan.steps()
  for (let step = steps.next().value; step !== undefined; step = steps.next().value) all.push(step)
  return all
}
const tokensOf = (plan: Plan): readonly TokenStep[] =>
  stepsOf(plan).filter((step) => step.kind === 'token')
const textOf = (plan: Plan): string =>
  tokensOf(plan)
    .map((token) => token.text)
    .join('')
const ofKind = (from: Plan, reasoning: true | undefined): string =>
  tokensOf(from)
    .filter((token) => token.reasoning === reasoning)
    .map((token) => token.text)
    .join('')

/** A plan of these tokens. */
function ofTexts(texts: readonly string[]): Plan {
  const plan = buildPlan({
    key: 'k',
    seed: 1,
    ttftMs: 10,
    gapMs: 5,
    gapCv: 0,
    tokens: texts.length,
  })
  const steps = stepsOf(plan).map((step): Step =>
    step.kind === 'token' ? { ...step, text: texts[step.index] ?? '' } : step,
  )
  return { ...plan, steps: () => steps[Symbol.iterator]() }
}

describe('a buffered plan', () => {
  it.each([
    ['none', ['He', 'llo', ' wor', 'ld', '.'], ['He', 'llo', ' wor', 'ld', '.']],
    ['word', ['He', 'llo', ' wor', 'ld', '.', '\n', 'Yes'], ['Hello ', 'world.\n', 'Yes']],
    ['word', [' a', ' b'], [' ', 'a ', 'b']],
    ['sentence', ['Hi', '.', ' So', ' what', '?', ' ', 'No'], ['Hi.', ' So what?', ' No']],
    ['sentence', ['One. Two', ' three', '! '], ['One. Two three! ']],
    ['line', ['a', ' b', '\n', 'c', '\n\n', 'd\ne'], ['a b\n', 'c\n\n', 'd\n', 'e']],
  ] as const)('lets go by %s: %j', (mode, texts, pieces) => {
    expect(tokensOf(buffered(ofTexts(texts), mode)).map((piece) => piece.text)).toEqual(pieces)
  })

  it('of a million tokens draws none before it is played or counted, whatever is made of it', () => {
    let drawn = 0
    const plan = buildPlan({ key: 'k', seed: 1, ttftMs: 0, gapMs: 1, gapCv: 0, tokens: 1_000_000 })
    const counted: Plan = {
      ...plan,
      *steps() {
        const steps = plan.steps()
        for (let step = steps.next().value; step !== undefined; step = steps.next().value) {
          drawn++
          yield step
        }
        return undefined
      },
    }
    const whole = applyFaults(buffered(counted, 'word'), [{ type: 'late-by-one' }], 'k')
    const made = { ...whole, key: 'other' }
    expect(drawn).toBe(0)
    made.steps().next()
    expect(drawn).toBeLessThan(20)
  })

  it('keeps the text, never goes back in time, numbers its pieces and tells their count', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.string({
            unit: fc.constantFrom('a', ' ', '.', '?', '\n', 'é', '\t', '😀'),
            minLength: 1,
            maxLength: 4,
          }),
          { maxLength: 40 },
        ),
        fc.constantFrom(...BUFFER_MODES),
        (texts, mode) => {
          const plan = buffered(ofTexts(texts), mode)
          const steps = stepsOf(plan)
          expect(textOf(plan)).toBe(texts.join(''))
          expect(tokensOf(plan).map((piece) => piece.index)).toEqual(
            Array.from({ length: plan.tokens() }, (_, i) => i),
          )
          expect(tokensOf(plan).every((piece) => piece.text !== '')).toBe(true)
          expect(steps.every((step, i) => i === 0 || step.atMs >= (steps[i - 1]?.atMs ?? 0))).toBe(
            true,
          )
          expect(steps.at(-1)).toMatchObject({ kind: 'finish', index: plan.tokens() })
          expect(steps.filter((step) => step.kind !== 'token')).toHaveLength(1)
        },
      ),
    )
  })

  it('sends a piece when the token that completes it is due', () => {
    expect(
      tokensOf(buffered(ofTexts(['a', 'b', ' c', 'd']), 'word')).map((piece) => piece.atMs),
    ).toEqual([20, 25])
  })

  it('never mixes reasoning with the answer', () => {
    const plan = buildPlan({
      key: 'k',
      seed: 1,
      ttftMs: 0,
      gapMs: 1,
      gapCv: 0,
      tokens: 30,
      reasoningTokens: 11,
    })
    for (const mode of BUFFER_MODES) {
      expect(ofKind(buffered(plan, mode), true)).toBe(ofKind(plan, true))
      expect(ofKind(buffered(plan, mode), undefined)).toBe(ofKind(plan, undefined))
    }
  })

  it('takes faults like any other plan', () => {
    const plan = buffered(ofTexts(['a', ' b', ' c', ' d']), 'word')
    const cut = applyFaults(plan, [{ type: 'cut', afterTokens: 2, how: 'clean' }], 'k')
    expect(textOf(cut)).toBe('a b ')
    expect(applyFaults(plan, [{ type: 'cut', afterTokens: 5, how: 'clean' }], 'k')).toBe(plan)
  })
})

describe('a buffer', () => {
  it('is empty after its rest', () => {
    const buffer = textBuffer('line')
    expect([buffer.add('ab'), buffer.rest(), buffer.rest(), buffer.add('c\n')]).toEqual([
      '',
      'ab',
      '',
      'c\n',
    ])
  })
})

describe('a resumed plan', () => {
  it('brings exactly what is left, at once, then at the old pace', () => {
    fc.assert(
      fc.property(
        fc.nat(20),
        fc.nat(20),
        fc.constantFrom(...BUFFER_MODES),
        (tokens, seen, mode) => {
          const plan = buffered(
            buildPlan({ key: 'k', seed: 3, ttftMs: 200, gapMs: 20, gapCv: 0.4, tokens }),
            mode,
          )
          const last = Math.min(seen, plan.tokens()) - 1
          if (last < 0) return
          const rest = stepsOf(resumeAfter(plan, last))
          const own = stepsOf(plan).slice(last + 1)
          const [first] = own
          expect(rest).toEqual(
            own.map((step) => ({
              ...step,
              atMs: expect.closeTo(step.atMs - (first?.atMs ?? 0), 2),
            })),
          )
          expect(rest[0]?.atMs).toBe(0)
          expect(resumeAfter(plan, last).tokens()).toBe(rest.length - 1)
        },
      ),
    )
  })

  it('of one who has seen the end is 204, of an id that it does not have 400', () => {
    const plan = buildPlan({ key: 'k', seed: 3, ttftMs: 0, gapMs: 20, gapCv: 0, tokens: 3 })
    expect(stepsOf(resumeAfter(plan, 2))).toEqual([
      { kind: 'finish', atMs: 0, reason: 'stop', index: 3 },
    ])
    expect(resumeAfter(plan, 3)).toMatchObject({ refusal: { status: 204 } })
    expect([resumeAfter(plan, 3).tokens(), resumeAfter(plan, 4).tokens()]).toEqual([0, 0])
    expect(resumeAfter(plan, 4)).toMatchObject({
      refusal: {
        status: 400,
        message: 'Last-Event-ID: found 4; allowed: 0 to 3, the ids of this answer',
      },
    })
  })
})
