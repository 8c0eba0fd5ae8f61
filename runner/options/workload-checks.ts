import { knobValues } from '../../core/scenario/knob-values.ts'
import type { Scenario } from '../../core/scenario/scenario.ts'
import { chosenScenarios } from './chosen-scenarios.ts'
import type { OptionName, Values } from './options.ts'
import type { Problem } from './problem.ts'
import type { GivenByName } from './sources.ts'

interface Checked {
  readonly values: Values
  readonly given: GivenByName
}

/** What a trace says itself. */
const OF_THE_TRACE = [
  'rate',
  'concurrency',
  'arrivals',
  'warmup',
  'prompts',
  'prompt-tokens',
  'max-tokens',
  'tokens',
] as const

/** What is wrong between the options that say what is asked, when, and how long it is. */
export const workloadChecks: readonly ((checked: Checked) => readonly Problem[])[] = [
  function traceAlone({ values, given }) {
    if (values.trace === undefined) {
      return given.has('speed')
        ? [
            conflict(
              `${at(given, 'speed')} is that of a trace, and there is none.`,
              'Give --trace.',
            ),
          ]
        : []
    }
    return OF_THE_TRACE.filter((name) => given.has(name)).map((name) =>
      conflict(
        `${at(given, name)} with ${at(given, 'trace')}: the trace says when streams start, and how long prompts and answers are.`,
        `Leave out --${name}, or --trace.`,
      ),
    )
  },

  function onePlaceForPrompts({ given }) {
    if (!given.has('prompts') || !given.has('prompt-tokens')) return []
    return [
      conflict(
        `${at(given, 'prompt-tokens')} with ${at(given, 'prompts')}: prompts are made up, or yours.`,
        'Give one of the two.',
      ),
    ]
  },

  function traceInAnOpenLoop({ values, given }) {
    if (values.trace === undefined) return []
    return chosenScenarios(values)
      .filter((scenario) => isClosed(scenario))
      .map(({ name }) =>
        conflict(
          `${at(given, 'trace')}: the scenario ${name} keeps a number of streams open, and a trace says when each starts.`,
          'Use the scenario baseline.',
        ),
      )
  },

  function scriptAlone({ values: { scenario = [], route = [] }, given }) {
    const script = scenario.find((one) => one.script !== undefined)
    if (script === undefined) return []
    const several = scenario.length > 1
    return [
      ...(several
        ? [
            conflict(
              `scenario: the script ${script.name} stands alone.`,
              'Run the others without it.',
            ),
          ]
        : []),
      ...(route.length > 1
        ? [
            conflict(
              `${at(given, 'route')}: the script ${script.name} has one target.`,
              'Give one route.',
            ),
          ]
        : []),
    ]
  },

  function optionsOfTheScenario({ values, given }) {
    return chosenScenarios(values).flatMap(({ name, refuses = [], script }) =>
      refuses
        .filter((option): option is OptionName => given.has(option as OptionName))
        .map((option) =>
          script === undefined
            ? conflict(
                `${at(given, option)} has no place in the scenario ${name}, which makes that itself.`,
                `Leave it out; \`streamgauge list\` shows what can be set in ${name}.`,
              )
            : conflict(
                `${at(given, option)}: what is asked, and when, is said by the script ${script}.`,
                'Say it there, and leave the option out.',
              ),
        ),
    )
  },
]

const isClosed = ({ parts, knobs }: Scenario): boolean =>
  parts(knobValues(knobs, new Map())).concurrency !== undefined

const at = (given: GivenByName, name: OptionName): string => given.get(name)?.where ?? `--${name}`

const conflict = (message: string, hint: string): Problem => ({ code: 'conflict', message, hint })
