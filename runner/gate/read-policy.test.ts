import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { DEFAULT_METRICS } from '../../core/compare-info.ts'
import { ROUTES } from '../options/routes.ts'
import type { Problem } from '../options/problem.ts'
import { policySchema } from './policy-schema.ts'
import { readPolicy } from './read-policy.ts'

const root = (path: string): string =>
  readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')
const EXAMPLE = /```yaml\n(.+?)```/su.exec(root('docs/gate.md'))?.[1] ?? ''

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'streamgauge-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const ROUTE_NAMES = [...ROUTES.map(({ name }) => name), 'A', 'B', 'A2'].join(', ')
const limit = (text: string, rest: object) => expect.objectContaining({ text, ...rest })

function read(text: string) {
  writeFileSync(join(folder, 'p.yaml'), text)
  const problems: Problem[] = []
  const policy = readPolicy({ name: 'p.yaml', cwd: folder, where: '--policy', hint: '' }, problems)
  return { policy, problems: problems.map(({ message }) => message) }
}

describe('a policy', () => {
  test('the example of the documentation holds one of everything', () => {
    const { policy, problems } = read(EXAMPLE)
    expect(problems).toEqual([])
    expect(Object.keys(policy ?? {}).toSorted()).toEqual([
      'advisory',
      'baseline',
      'completion',
      'counts',
      'droppedStarts',
      'limits',
      'name',
      'samples',
      'scopes',
    ])
  })

  test('reads each rule', () => {
    const { policy } = read(
      `samples: 5
completion: none
droppedStarts: 0
counts: {outcomes.timeout_stall: 1, findings: 0}
limits: ['ttft:p99<1s, gap<100ms', 'completion>0.9']
advisory: {counts: {retries: 2}, limits: [tps>20]}
scopes: [{scenario: quick, route: nginx, counts: {findings: any}}]
baseline: {fails: true, within: {tpot:p99.9: 0.2, completion: 0.02}}
`.replace('completion: none\n', ''),
    )
    expect(policy).toEqual({
      name: 'p.yaml',
      samples: 5,
      droppedStarts: 0,
      counts: [
        { name: 'outcomes.timeout_stall', atMost: 1 },
        { name: 'findings', atMost: 0 },
      ],
      limits: [
        limit('ttft:p99<1s', { percentile: 0.99, limit: 1000 }),
        limit('gap<100ms', { percentile: 0.95, limit: 100 }),
        limit('completion>0.9', { limit: 0.9 }),
      ],
      advisory: {
        counts: [{ name: 'retries', atMost: 2 }],
        limits: [limit('tps>20', { direction: 'above' })],
      },
      scopes: [
        {
          scenario: 'quick',
          route: 'nginx',
          counts: [{ name: 'findings', atMost: 'any' }],
          limits: [],
          advisory: { counts: [], limits: [] },
        },
      ],
      baseline: {
        fails: true,
        metrics: [
          { name: 'tpot', percentile: 0.999, delta: 0.2 },
          { name: 'completion', delta: 0.02 },
        ],
      },
    })
  })

  test('an empty file asks for nothing but what always holds', () => {
    const { policy } = read('# nothing yet\n')
    expect(policy).toMatchObject({ counts: [], limits: [], scopes: [], baseline: { fails: false } })
    expect(policy?.baseline.metrics).toHaveLength(DEFAULT_METRICS.length)
    expect(policy).not.toHaveProperty('completion')
  })
})

describe('everything that is wrong is named, with its line', () => {
  test.each<[string, string, string]>([
    ['an unknown name', 'sample: 5', '1: sample: no field has this name; did you mean samples?'],
    [
      'an unknown count',
      'counts:\n  duplicate: 0',
      '2: counts.duplicate: no field has this name; did you mean duplicates?',
    ],
    [
      'an unknown outcome',
      '\ncounts:\n  outcomes.truncated: 0',
      '3: counts.outcomes.truncated: no field has this name; did you mean outcomes.truncated_clean?',
    ],
    [
      'a negative count',
      'counts: {failures: -1}',
      '1: counts.failures: found -1, allowed is 0 or more.',
    ],
    [
      'half a stream',
      'counts: {failures: 0.5}',
      '1: counts.failures: found 0.5, allowed is a whole number, any.',
    ],
    ['no samples', 'samples: 0', '1: samples: found 0, allowed is 1 or more.'],
    ['too much of a ratio', 'completion: 99', '1: completion: found 99, allowed is 1 or less.'],
    [
      'a limit the wrong way round',
      'limits:\n  - gap<1s\n  - ttft>1s',
      '3: limits.1: "ttft>1s" is the wrong way round: less is better. Give ttft<VALUE, for example - \'ttft<500ms\'.',
    ],
    [
      'none as a limit',
      'limits: [none]',
      '1: limits.0: "none" is no limit; completion: none lifts the completion ratio.',
    ],
    [
      'a limit that is no list',
      'limits: ttft<1s',
      '1: limits: found "ttft<1s", allowed is a list.',
    ],
    [
      'a bad line within a scope',
      'scopes:\n  - route: nginx\n    limits:\n      - tfft<1s',
      '4: scopes.0.limits.0: "tfft<1s": no figure is called tfft. Did you mean ttft? Known: ttft, ttfa, gap, tpot, e2e, tps, completion.',
    ],
    [
      'a scope of nothing',
      'scopes:\n  - samples: 3',
      '2: scopes.0: a scope names a scenario, a route, or both.',
    ],
    [
      'a wrong name within a scope',
      'scopes:\n  - route: nginx\n    rout: nginx',
      '3: scopes.0.rout: no field has this name; did you mean route?',
    ],
    [
      'an unknown route',
      'scopes:\n  - route: ngnix',
      `2: scopes.0.route: no route is called "ngnix". Did you mean nginx? Known: ${ROUTE_NAMES}.`,
    ],
    [
      'completion twice',
      'limits: [completion>0.9]\ncompletion: 0.9',
      '2: completion: completion is limited twice, here and in limits; leave one out.',
    ],
    [
      'an unknown metric',
      'baseline:\n  within:\n    tft:p50: 0.1',
      '3: baseline.within.tft:p50: no metric is called so; did you mean ttft:p50?',
    ],
    [
      'a percentile of completion',
      'baseline: {within: {completion:p50: 0.1}}',
      '1: baseline.within.completion:p50: no metric is called so; did you mean completion?',
    ],
    [
      'a word for a switch',
      'baseline: {fails: sometimes}',
      '1: baseline.fails: found "sometimes", allowed is true or false.',
    ],
    [
      'a list for a policy',
      '- samples: 1',
      '1: the policy: found [{"samples":1}], allowed is an object.',
    ],
    [
      'broken YAML',
      'samples: 1\nlimits: [',
      '2: Flow sequence in block collection must be sufficiently indented and end with a ].',
    ],
    ['a name twice', 'samples: 1\nsamples: 2', '2: a name is given twice.'],
  ])('%s', (_title, text, problem) => {
    const { policy, problems } = read(text)
    expect(policy).toBeUndefined()
    expect(problems).toEqual([`p.yaml:${problem}`])
  })

  test('all at once, in the order of the file', () => {
    const { problems } = read('limits: [ttft>1s]\nsample: 5\ndroppedStarts: x\n')
    expect(problems.map((text) => text.slice(0, 9))).toEqual([
      'p.yaml:1:',
      'p.yaml:2:',
      'p.yaml:3:',
    ])
  })
})

describe('the schema that is shipped', () => {
  const shipped: unknown = JSON.parse(root('schema/policy.schema.json'))

  test('is the one by which policies are read', () => {
    expect(shipped).toEqual(z.toJSONSchema(policySchema, { reused: 'ref' }))
  })

  test('accepts the example of the documentation, and no unknown name', () => {
    const validate = new Ajv2020().compile(shipped as object)
    expect(validate(parse(EXAMPLE)), JSON.stringify(validate.errors)).toBe(true)
    expect(validate({ sample: 5 })).toBe(false)
  })
})
