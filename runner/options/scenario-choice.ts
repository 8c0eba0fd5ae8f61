import { basename } from 'node:path'
import type { Scenario } from '../../core/scenario/scenario.ts'
import { SCENARIOS } from '../../core/scenario/scenarios.ts'
import { knownName } from './known-name.ts'
import { accept, type Parser } from './parsed.ts'

/** What a user's own script says itself. */
const OF_THE_SCRIPT = [
  'dialect',
  'http',
  'api-key-env',
  'model',
  'max-tokens',
  'prompts',
  'prompt-tokens',
  'method',
  'path',
  'body',
  'header',
  'rate',
  'concurrency',
  'max-in-flight',
  'arrivals',
  'trace',
  'speed',
  'duration',
  'streams',
  'warmup',
  'segment',
  'set',
  'no-probe',
  'no-canary',
  'timeout-first',
  'timeout-stall',
  'timeout-total',
  'drain',
  'keep-raw',
] as const

const named = knownName('scenario', SCENARIOS)

/** `NAME|FILE`: what ends as a script does is a user's own k6 script. */
export const scenarioChoice: Parser<Scenario> = (text, flag) => {
  const name = text.trim()
  return /\.[cm]?[jt]s$/u.test(name) ? accept(scriptScenario(name)) : named(text, flag)
}

/** A user's own script has one route: it knows one target. */
const scriptScenario = (script: string): Scenario => ({
  name: basename(script),
  shows: 'a k6 script of your own',
  seconds: 0,
  warmupMs: 0,
  knobs: {},
  routes: ['direct'],
  alone: true,
  refuses: OF_THE_SCRIPT,
  script,
  parts: () => ({}),
})
