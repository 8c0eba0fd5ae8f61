import type { Dialect } from '../../core/dialect/dialect.ts'
import { knobRange, readKnob } from '../../core/scenario/knob-values.ts'
import type { Scenario } from '../../core/scenario/scenario.ts'
import { chosenScenarios } from './chosen-scenarios.ts'
import { isLoopback } from './loopback.ts'
import type { OptionName, Values } from './options.ts'
import type { Problem } from './problem.ts'
import { shareableLoad } from './shareable-load.ts'
import type { GivenByName, Sources } from './sources.ts'
import { suggestion } from './suggestion.ts'
import { workloadChecks } from './workload-checks.ts'

/** What a check looks at: the values, and where each was found. */
interface Checked {
  readonly values: Values
  readonly given: GivenByName
  readonly env: Sources['env']
  readonly dialect: Dialect
}

type Check = (checked: Checked) => readonly Problem[]

/** What is wrong between options that are each right by themselves. */
export function crossChecks(checked: Checked): readonly Problem[] {
  return CHECKS.flatMap((check) => check(checked))
}

const OPEN_LOOP_ONLY = ['arrivals', 'max-in-flight'] as const
const MOCK_ONLY = ['ttft', 'gap', 'tokens', 'profile'] as const
const BODY_ONLY = ['body', 'prompts', 'prompt-tokens', 'trace', 'max-tokens'] as const

const CHECKS: readonly Check[] = [
  function oneKindOfLoad({ given }) {
    if (!given.has('concurrency')) return []
    const rate = given.has('rate')
      ? [
          conflict(
            `${at(given, 'rate')} with ${at(given, 'concurrency')}: an open loop has a rate, a closed loop a number of open streams.`,
            'Give one of the two.',
          ),
        ]
      : []
    const others = OPEN_LOOP_ONLY.filter((name) => given.has(name)).map((name) =>
      conflict(
        `${at(given, name)} with ${at(given, 'concurrency')}: a closed loop starts a stream when another one ends.`,
        `Leave out --${name}, or give --rate instead of --concurrency.`,
      ),
    )
    return [...rate, ...others]
  },

  function mockOptionsWithTheMock({ values, given }) {
    if (values.target?.kind !== 'url') return []
    return MOCK_ONLY.filter((name) => given.has(name)).map((name) =>
      conflict(
        `${at(given, name)} says what our mock serves, but the target is a URL.`,
        `Leave out --${name}, or use --target mock.`,
      ),
    )
  },

  function modelWhereNeeded({ values, given, dialect }) {
    const { target, method } = values
    const needed = dialect.request.needs?.includes('model') ?? false
    if (!needed || target?.kind !== 'url' || given.has('model')) return []
    if (given.has('body') || method === 'GET') return []
    return [
      {
        code: 'missing-value',
        message: `the dialect ${dialect.name} needs a model, and none is given.`,
        hint: 'Give --model NAME, a name that the server knows.',
      },
    ]
  },

  function bodyWhereThereIsOne({ values, given }) {
    if (values.method !== 'GET') return []
    return BODY_ONLY.filter((name) => given.has(name)).map((name) =>
      conflict(
        `${at(given, name)} with the method GET, which has no body.`,
        `Leave out one of the two.`,
      ),
    )
  },

  function http2OverTls({ values, given }) {
    if (values.http !== '2') return []
    const { target } = values
    const problems: Problem[] = []
    const ready = values.route?.every((route) => route.http === '2') ?? false
    if (!ready && (target?.kind !== 'url' || !target.base.startsWith('https:'))) {
      problems.push(
        conflict(
          `${at(given, 'http')} 2 needs a target that begins with https://.`,
          'Give such a --target, or --route nginx:http2, or leave out --http.',
        ),
      )
    }
    const proxied = values.route?.find((route) => route.nginx !== undefined && route.http !== '2')
    if (proxied !== undefined) {
      problems.push(
        conflict(
          `${at(given, 'http')} 2 with the route ${proxied.name}: it is spoken to in HTTP/1.1.`,
          'Use --route nginx:http2 or direct, or leave out --http.',
        ),
      )
    }
    return problems
  },

  function oneAuthorization({ values, given, env }) {
    const ways: string[] = []
    if (values.header?.some(({ name }) => name === 'authorization') === true) {
      ways.push(`${at(given, 'header')} authorization`)
    }
    if (given.has('api-key-env')) ways.push(at(given, 'api-key-env'))
    if (values.target?.kind === 'url' && values.target.user !== undefined) {
      ways.push(`the user in ${at(given, 'target')}`)
    }
    const problems = apiKey({ values, given, env })
    return ways.length < 2
      ? problems
      : [
          ...problems,
          conflict(`${ways.join(' and ')} each set the header authorization.`, 'Give one.'),
        ]
  },

  function noneStandsAlone({ values, given }) {
    const slos = values.slo ?? []
    if (!slos.includes('none') || slos.length === 1) return []
    return [conflict(`${at(given, 'slo')}: none stands alone.`, 'Give none, or limits.')]
  },

  function routesToInstances({ values, given }) {
    if (values.target?.kind !== 'url') return []
    return (values.route ?? [])
      .filter((route) => route.mockOnly)
      .map(({ name }) =>
        conflict(
          `${at(given, 'route')}: ${name} leads to two instances, and a URL is one.`,
          'Use another route, or --target mock.',
        ),
      )
  },

  function eachOnce({ values, given }) {
    const routes = (values.route ?? []).map(({ name, nginx, http }) => [nginx ?? name, http].join())
    const scenarios = (values.scenario ?? []).map((scenario) => scenario.name)
    return [
      ...twice(routes).map((i) =>
        conflict(
          `${at(given, 'route')}: ${values.route?.[i]?.name} is the same way as one before it.`,
          'Name each route once.',
        ),
      ),
      ...twice(scenarios).map((i) =>
        conflict(
          `${at(given, 'scenario')}: ${scenarios[i]} is named twice.`,
          'Name each scenario once.',
        ),
      ),
    ]
  },

  function knobsOfTheScenarios({ values, given }) {
    const scenarios = chosenScenarios(values)
    const known = scenarios.flatMap((scenario) => Object.entries(scenario.knobs))
    const names = [...new Set(known.map(([name]) => name))]
    return (values.set ?? []).flatMap(({ name, value }) => {
      const knobs = known.filter(([one]) => one === name).map(([, knob]) => knob)
      if (knobs.length === 0)
        return [unknownKnob({ where: at(given, 'set'), name, names, scenarios })]
      return knobs
        .filter((knob) => readKnob(knob, value) === undefined)
        .map((knob) => ({
          code: 'bad-value' as const,
          message: `${at(given, 'set')} ${name}: "${value}" is not ${knobRange(knob)}.`,
          hint: `It is: ${knob.shows} (default: ${knob.value}).`,
        }))
    })
  },

  shareableLoad,
  ...workloadChecks,

  function mockWhereNeeded({ values, given }) {
    if (values.target?.kind !== 'url') return []
    return (values.scenario ?? [])
      .filter(({ mockOnly }) => mockOnly === true)
      .map(({ name }) =>
        conflict(
          `${at(given, 'scenario')} ${name} needs what only our mock does, but the target is a URL.`,
          'Leave out --target, or name another scenario (see `streamgauge list`).',
        ),
      )
  },
]

function unknownKnob({
  where,
  name,
  names,
  scenarios,
}: {
  readonly where: string
  readonly name: string
  readonly names: readonly string[]
  readonly scenarios: readonly Scenario[]
}): Problem {
  const none = names.length === 0
  return {
    code: 'unknown-name',
    message: none
      ? `${where} ${name}: scenario ${scenarios.map((one) => one.name).join(', ')} has no knobs.`
      : `${where}: no knob is called "${name}".`,
    hint: none ? 'Leave it out.' : suggestion(name, names),
  }
}

/** The variable must hold a key that a header can carry. Neither name nor value is shown where it may be a key itself. */
function apiKey({ values, given, env }: Omit<Checked, 'dialect'>): Problem[] {
  const name = values['api-key-env']
  if (name === undefined) return []
  const shown = /^[A-Z][A-Z0-9_]*$/u.test(name)
    ? `the variable ${name}`
    : 'the variable of that name'
  const problem = (text: string): Problem => ({
    code: 'missing-value',
    message: `${at(given, 'api-key-env')}: ${shown} ${text}.`,
    hint: 'Set it to the API key, and give its name.',
  })
  const key = env[name]
  if (key === undefined) return [problem('is not set')]
  if (key.trim() === '') return [problem('is empty')]
  if (!/^[\x21-\x7e]+$/u.test(key.trim())) {
    return [problem('holds characters that a header cannot carry')]
  }
  return []
}

const at = (given: GivenByName, name: OptionName): string => given.get(name)?.where ?? `--${name}`

const conflict = (message: string, hint: string): Problem => ({ code: 'conflict', message, hint })

/** Indexes of names that stand before. */
const twice = (names: readonly string[]): number[] =>
  names.flatMap((name, i) => (names.indexOf(name) < i ? [i] : []))

/** True for a target that is somebody else's machine. */
export const isRemote = (target: Values['target']): boolean =>
  target?.kind === 'url' && !isLoopback(target.base)
