import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { compareFolders, writeComparison } from './compare-folders.ts'
import { type MadeComparison, madeComparison } from './made-comparison.ts'
import { renderComparisonMarkdown } from './render-markdown.ts'
import { renderComparisonText } from './render-text.ts'

let dir = ''
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'compare-'))
})
afterEach(() => rmSync(dir, { recursive: true }))

function compared(made: MadeComparison = {}) {
  for (const [name, text] of madeComparison(made)) writeFileSync(join(dir, name), text)
  const comparison = compareFolders([dir])
  if (comparison === undefined) throw new Error('nothing was compared')
  return comparison
}

const schemaNamed = (name: string): object =>
  JSON.parse(
    readFileSync(new URL(`../../schema/${name}.schema.json`, import.meta.url), 'utf8'),
  ) as object

/** A text whose narrow spaces are plain ones. */
const plain = (text: string): string => text.replaceAll('\u202f', ' ')

describe('a comparison by its files', () => {
  test('two alike: the same in every metric, exit 0', () => {
    const { verdict, metrics, controlHolds } = compared()
    expect(verdict).toMatchObject({ result: 'same', exitCode: 0 })
    expect(metrics.map(({ metric, verdict: each }) => [metric, each])).toEqual([
      ['ttft:p50', 'same'],
      ['ttft:p95', 'same'],
      ['gap:p50', 'same'],
      ['gap:p95', 'same'],
      ['tpot:p50', 'same'],
      ['e2e:p50', 'same'],
      ['tps:p50', 'same'],
      ['completion', 'same'],
    ])
    expect(controlHolds).toBe(true)
  })

  test('a first token that comes 10 % later: worse in just that, exit 99', () => {
    const { verdict, metrics } = compared({ sides: { b: { ttft: 1.1 } } })
    expect(verdict).toMatchObject({ result: 'worse', exitCode: 99 })
    expect(plain(verdict.sentence)).toMatch(
      /^B is worse than A: ttft:p50 1\.\d{3} times \[1\.\d{3}, 1\.\d{3}\], margin ±5 %/u,
    )
    const p50 = metrics.find(({ metric }) => metric === 'ttft:p50')
    expect(p50?.verdict).toBe('worse')
    expect(p50?.effect?.estimate).toBeCloseTo(1.1, 1)
    expect(metrics.find(({ metric }) => metric === 'gap:p50')?.verdict).toBe('same')
  })

  test('faster answers are better: fewer milliseconds, more tokens a second', () => {
    const { verdict, metrics } = compared({ sides: { b: { gap: 0.8 } } })
    expect(verdict).toMatchObject({ result: 'better', exitCode: 0 })
    const better = metrics.filter((one) => one.verdict === 'better').map(({ metric }) => metric)
    expect(better).toEqual(['gap:p50', 'gap:p95', 'tpot:p50', 'e2e:p50', 'tps:p50'])
    expect(metrics.find(({ metric }) => metric === 'tps:p50')?.effect?.estimate).toBeGreaterThan(
      1.1,
    )
  })

  test('streams that fail: worse by counts, though those that succeed are as fast', () => {
    const { verdict } = compared({ sides: { b: { failing: 0.08 } } })
    expect(verdict).toMatchObject({ result: 'worse', exitCode: 99 })
    expect(verdict.sentence).toContain('completion \u2212')
  })

  test('both fail alike: no difference that could be told', () => {
    const both = { failing: 0.3 }
    const { metrics, verdict } = compared({ sides: { a: both, b: both, control: both } })
    expect(metrics.find(({ metric }) => metric === 'completion')?.verdict).not.toBe('worse')
    expect(verdict.exitCode).toBe(6)
  })

  test('A differs from itself: nothing is concluded, exit 6', () => {
    const sides = { b: { ttft: 1.5 }, control: { ttft: 1.2 } }
    const { verdict, metrics, controlHolds } = compared({ sides })
    expect(controlHolds).toBe(false)
    expect(verdict).toMatchObject({ result: 'inconclusive', exitCode: 6 })
    expect(verdict.sentence).toContain('A differs from itself (ttft:p50')
    expect(new Set(metrics.map(({ reason }) => reason))).toEqual(new Set(['control-differs']))
  })

  test('a control with too few streams proves nothing either way', () => {
    const sides = { control: { ttft: 1.5 } }
    const { controlHolds, metrics } = compared({ sides, streamsPerBlock: 4 })
    expect(controlHolds).toBe(true)
    expect(metrics[0]).toMatchObject({ reason: 'too-few-streams', controlVerdict: 'inconclusive' })
  })

  test('an unfit client: no time is judged, exit 5; counts are, exit 99', () => {
    const client = { cpuSeconds: 58, wallSeconds: 60, cpuAllowance: 1, exitCode: 0 }
    const sound = compared({ run: { client }, sides: { b: { ttft: 2 } } })
    expect(sound.verdict).toMatchObject({ result: 'invalid', exitCode: 5 })
    expect(sound.metrics.find(({ metric }) => metric === 'ttft:p50')).toMatchObject({
      verdict: 'inconclusive',
      reason: 'unfit',
    })
    const failing = compared({ run: { client }, sides: { b: { failing: 0.2 } } })
    expect(failing.verdict).toMatchObject({ result: 'worse', exitCode: 99 })
  })

  test('blocks that are too small: inconclusive, and how many streams it takes', () => {
    const { verdict, metrics } = compared({ streamsPerBlock: 40 })
    expect(verdict).toMatchObject({ result: 'inconclusive', exitCode: 6 })
    expect(metrics.find(({ metric }) => metric === 'ttft:p95')).toMatchObject({
      reason: 'too-few-streams',
      fewestStreams: 40,
      needs: { streamsPerBlock: 59 },
    })
    expect(verdict.sentence).toContain('40 streams in the smallest block, 59 are needed')
    expect(metrics.find(({ metric }) => metric === 'ttft:p50')?.verdict).toBe('same')
  })

  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('%s: exit %i, and nothing is concluded', (signal, exitCode) => {
    const { verdict, metrics } = compared({ run: { signal }, sides: { b: { ttft: 2 } } })
    expect(verdict).toMatchObject({ result: 'inconclusive', exitCode })
    expect(metrics.every(({ reason }) => reason === 'ended-early')).toBe(true)
  })

  test('a side on which nothing streams: exit 4, named', () => {
    const { verdict } = compared({ sides: { b: { dead: true } } })
    expect(verdict).toMatchObject({ result: 'invalid', exitCode: 4 })
    expect(verdict.sentence).toMatch(/^B: nothing streams there/u)
    const nothing = compared({
      sides: { a: { dead: true }, b: { dead: true }, control: { dead: true } },
    })
    expect(nothing.verdict.exitCode).toBe(4)
    expect(renderComparisonText(nothing, false)).not.toContain('ttft:p50')
    expect(renderComparisonMarkdown(nothing)).not.toContain('ttft:p50')
  })

  test('a limit of --slo that is missed fails, though B is no worse', () => {
    const slo = {
      text: 'ttft:p95<100ms',
      name: 'ttft',
      percentile: 0.95,
      limit: 100,
      direction: 'below',
    } as const
    const { verdict } = compared({ run: { slos: [slo] } })
    expect(verdict).toMatchObject({ result: 'fail', exitCode: 99 })
    expect(verdict.sentence).toContain('ttft:p95')
  })

  test('a run that compared nothing is no comparison', () => {
    const files = madeComparison({})
    const { compare: _, ...run } = JSON.parse(files.get('run.json') ?? '{}') as object & {
      compare?: unknown
    }
    writeFileSync(join(dir, 'run.json'), JSON.stringify(run))
    expect(compareFolders([dir])).toBeUndefined()
  })
})

describe('what a comparison is written as', () => {
  test('compare.json conforms to its schema, whatever the verdict', () => {
    const schemas = ['compare', 'summary'].map(schemaNamed)
    const ajv = new Ajv2020({ allErrors: true }).addSchema(schemas[1] ?? {}, 'summary.schema.json')
    const validate = ajv.compile(schemas[0] ?? {})
    const cases: readonly MadeComparison[] = [
      {},
      { sides: { b: { ttft: 1.2, failing: 0.1 } } },
      { sides: { b: { dead: true } } },
      { streamsPerBlock: 3 },
    ]
    for (const made of cases) {
      writeComparison(dir, compared(made))
      const written: unknown = JSON.parse(readFileSync(join(dir, 'compare.json'), 'utf8'))
      validate(written)
      expect(validate.errors).toBeNull()
    }
  })

  test('text says the verdict first, each metric in a line, and what is undecided once', () => {
    const text = plain(renderComparisonText(compared({ streamsPerBlock: 40 }), false))
    const lines = text.split('\n')
    expect(lines[0]).toBe('compare  INCONCLUSIVE')
    expect(text).toMatch(
      /\nttft:p50 +20\d\.\d ms +\S+ ms +\d\.\d{3} +\[.*\] +±5 % +same +\d\.\d{3}\n/u,
    )
    expect(text.match(/40 streams in the\s+smallest block/gu)).toHaveLength(2)
    expect(text).toContain('undecided   ttft:p95, gap:p95: 40 streams')
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(100)
    expect(text).not.toContain('\u001b')
  })

  test('Markdown takes names of a user literally', () => {
    const comparison = { ...compared(), a: '<script>`|`', b: '[b](x)' }
    const text = renderComparisonMarkdown(comparison)
    expect(text).not.toContain('<script>')
    expect(text).toContain(String.raw`\[b\](x)`)
    expect(text).toContain('| ttft:p50 |')
  })
})
