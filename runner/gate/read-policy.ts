import { LineCounter, parseDocument, type YAMLError } from 'yaml'
import {
  COUNT_NAMES,
  type CountRule,
  DEFAULT_BASELINE,
  type Limits,
  type Policy,
  type Rules,
  type Scope,
} from '../../analysis/index.ts'
import type { ComparedMetric } from '../../core/compare-info.ts'
import type { Problem } from '../options/problem.ts'
import { type NamedFile, readText } from '../options/read-text.ts'
import { schemaFaults } from '../options/schema-faults.ts'
import { slo } from '../options/slo.ts'
import { lineOf } from './lines.ts'
import { metricOf } from './metric.ts'
import { type PolicyFile, policySchema, type RulesFile } from './policy-schema.ts'

const HINT = 'The schema is schema/policy.schema.json; docs/gate.md has examples.'

/** The policy of a file; undefined, and every fault a problem with its line, when the file does not hold one. */
export function readPolicy(file: NamedFile, problems: Problem[]): Policy | undefined {
  const text = readText(file, problems)
  if (text === undefined) return undefined
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines })
  const refuse = (faults: readonly Fault[]): undefined => {
    for (const [at, { line, text: why }] of faults.toSorted((a, b) => a.line - b.line).entries()) {
      const end = /[.?]$/u.test(why) ? '' : '.'
      const message = `${file.name}:${line}: ${why}${end}`
      // Said once, after the last.
      const hint = at === faults.length - 1 ? { hint: HINT } : {}
      problems.push({ code: 'bad-file', message, ...hint })
    }
  }
  if (document.errors.length > 0) {
    return refuse(
      document.errors.map((error) => ({
        line: lines.linePos(error.pos[0]).line,
        text: whyBroken(error),
      })),
    )
  }
  const value: unknown = document.toJS() ?? {}
  const parsed = policySchema.safeParse(value)
  if (parsed.success) return policyOf(file.name, parsed.data)
  const whole = { schema: policySchema, value, whole: 'the policy' }
  return refuse(
    schemaFaults(parsed.error, whole).map((fault) => ({
      line: lineOf(document, lines, fault.path),
      text: fault.text,
    })),
  )
}

interface Fault {
  readonly line: number
  readonly text: string
}

/** The library's own words, but where they speak of its own interface. */
function whyBroken({ code, message }: YAMLError): string {
  if (code === 'MULTIPLE_DOCS') return 'a second document begins'
  if (code === 'DUPLICATE_KEY') return 'a name is given twice'
  return (message.split('\n')[0] ?? '').replace(/ at line .*$/u, '')
}

function policyOf(name: string, held: PolicyFile): Policy {
  const { droppedStarts, scopes = [], baseline } = held
  return {
    name,
    ...rulesOf(held),
    ...(droppedStarts !== undefined && { droppedStarts }),
    scopes: scopes.map(({ scenario, route, ...rules }): Scope => ({
      ...rulesOf(rules),
      ...(scenario !== undefined && { scenario }),
      ...(route !== undefined && { route }),
    })),
    baseline: {
      fails: baseline?.fails ?? DEFAULT_BASELINE.fails,
      metrics:
        baseline?.within === undefined ? DEFAULT_BASELINE.metrics : metricsOf(baseline.within),
    },
  }
}

const rulesOf = ({ samples, completion, advisory = {}, ...held }: RulesFile): Rules => ({
  ...limitsOf(held),
  ...(samples !== undefined && { samples }),
  ...(completion !== undefined && { completion }),
  advisory: limitsOf(advisory),
})

function limitsOf({ counts = {}, limits = [] }: Pick<RulesFile, 'counts' | 'limits'>): Limits {
  return {
    counts: COUNT_NAMES.flatMap((name): CountRule[] => {
      const atMost = counts[name]
      return atMost === undefined ? [] : [{ name, atMost }]
    }),
    limits: limits
      .flatMap((line) => line.split(','))
      .flatMap((text) => {
        const parsed = slo(text, '-')
        return 'value' in parsed && parsed.value !== 'none' ? [parsed.value] : []
      }),
  }
}

const metricsOf = (within: Readonly<Record<string, number>>): readonly ComparedMetric[] =>
  Object.entries(within).flatMap(([text, delta]) => {
    const metric = metricOf(text)
    return metric === undefined ? [] : [{ ...metric, delta }]
  })
