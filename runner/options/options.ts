import { PROMETHEUS_OPTION } from '../prometheus/prometheus-option.ts'
import { arrivals } from './arrivals.ts'
import { dialectChoice } from './dialect-choice.ts'
import { duration } from './duration.ts'
import { header } from './header.ts'
import { knob } from './knob.ts'
import { knownName } from './known-name.ts'
import { type OptionTable, several, single, type ValuesOf } from './option.ts'
import { profileChoice } from './profile-choice.ts'
import { rate } from './rate.ts'
import { requestPath } from './request-path.ts'
import { ROUTES } from './routes.ts'
import { scenarioChoice } from './scenario-choice.ts'
import { segment } from './segment.ts'
import { slo } from './slo.ts'
import { target } from './target.ts'
import { oneOf, onOff, text } from './text.ts'
import { variableName } from './variable-name.ts'
import { wholeNumber } from './whole-number.ts'
import { WORKLOAD_OPTIONS } from './workload-options.ts'

const SECOND_MS = 1_000
const HOUR_MS = 3_600_000
const WEEK_MS = 168 * HOUR_MS

const file = text('the name of a file', 'FILE')
const timeout = (example: string) => duration({ zero: false, mostMs: 24 * HOUR_MS, example })

/** Every option of `run`, in the order of its help. */
export const OPTIONS = {
  scenario: several({
    group: 'Load:',
    takes: 'SCENARIO',
    shows:
      'what to run, by name (default: quick), or a k6 script of your own, by path; see `streamgauge list`',
    separator: ',',
    positional: true,
    parse: scenarioChoice,
  }),
  target: single({
    group: 'Target:',
    takes: 'URL|mock',
    shows: 'API base of what is measured (default: mock, our own mock server behind our own nginx)',
    parse: target,
  }),
  route: several({
    group: 'Target:',
    takes: 'NAME',
    shows:
      'way to the target, repeatable (default: direct for a URL, direct and nginx for the mock)',
    separator: ',',
    parse: knownName('route', ROUTES),
  }),
  dialect: single({
    group: 'Target:',
    takes: 'NAME|FILE.json',
    shows:
      'what the target speaks (default: plain); a file holds a table of your own, see docs/dialects.md',
    parse: dialectChoice,
  }),
  http: single({
    group: 'Target:',
    takes: '1.1|2',
    shows: 'version of HTTP; 2 needs https (default: 1.1)',
    parse: oneOf(['1.1', '2']),
  }),
  insecure: single({ group: 'Target:', shows: 'accept any certificate', parse: onOff }),
  cacert: single({
    group: 'Target:',
    takes: 'FILE',
    shows: 'certificates (PEM) of the authorities to trust',
    parse: file,
  }),
  'api-key-env': single({
    group: 'Target:',
    takes: 'VAR',
    shows:
      'name of the environment variable that holds the API key; the key is never printed or stored',
    parse: variableName,
  }),
  model: single({
    group: 'Request:',
    takes: 'NAME',
    shows: 'model to ask for; openai-chat needs one',
    parse: text('the name of a model', 'gpt-oss-20b'),
  }),
  'max-tokens': single({
    group: 'Request:',
    takes: 'N',
    shows: 'longest answer to ask for',
    parse: wholeNumber({ least: 1, most: 10_000_000, example: 128 }),
  }),
  prompts: single({
    group: 'Request:',
    takes: 'FILE',
    shows:
      'JSON Lines, each {"prompt": "…"} or a string; taken in turn (default: a few built-in ones)',
    parse: file,
  }),
  method: single({
    group: 'Request:',
    takes: 'POST|GET',
    shows: "method (default: the dialect's)",
    parse: oneOf(['POST', 'GET']),
  }),
  path: single({
    group: 'Request:',
    takes: 'PATH',
    shows: "path below the API base (default: the dialect's)",
    parse: requestPath,
  }),
  body: single({
    group: 'Request:',
    takes: 'FILE',
    shows: "body to send, with {{prompt}} where the prompt goes (default: the dialect's)",
    parse: file,
  }),
  header: several({
    group: 'Request:',
    takes: "'K: V'",
    shows: 'header to send, repeatable',
    separator: '\n',
    parse: header,
  }),
  rate: single({
    group: 'Load:',
    takes: 'N/s',
    shows: 'open loop: streams started per second, or per minute as N/m',
    parse: rate,
  }),
  concurrency: single({
    group: 'Load:',
    takes: 'N',
    shows: 'closed loop: streams open at a time, instead of --rate',
    parse: wholeNumber({ least: 1, most: 100_000, example: 20 }),
  }),
  'max-in-flight': single({
    group: 'Load:',
    takes: 'N',
    shows: 'most streams open at a time in an open loop; starts beyond are counted as dropped',
    parse: wholeNumber({ least: 1, most: 1_000_000, example: 500 }),
  }),
  arrivals: single({
    group: 'Load:',
    takes: 'KIND',
    shows: 'how starts are spread: constant, poisson or gamma:CV (default: constant)',
    parse: arrivals,
  }),
  ...WORKLOAD_OPTIONS,
  duration: single({
    group: 'Load:',
    takes: 'T',
    shows: 'how long streams are started on each route; open ones run on to their end',
    parse: duration({ zero: false, mostMs: WEEK_MS, example: '30s' }),
  }),
  streams: single({
    group: 'Load:',
    takes: 'N',
    shows: 'streams of each scenario and route; with --duration, whichever comes first',
    parse: wholeNumber({ least: 1, most: 10_000_000, example: 200 }),
  }),
  warmup: single({
    group: 'Load:',
    takes: 'T',
    shows: 'load before the measured part (default: 5s, quick 2s; 0 with --streams or a URL)',
    parse: duration({ zero: true, mostMs: HOUR_MS, example: '5s' }),
  }),
  seed: single({
    group: 'Load:',
    takes: 'N',
    shows: 'fixes arrivals and what the mock serves (default: 1)',
    parse: wholeNumber({ least: 0, most: Number.MAX_SAFE_INTEGER, example: 42 }),
  }),
  segment: single({
    group: 'Load:',
    takes: 'K/N',
    shows:
      'this is generator K of N that share the load; give the rest of the command alike on all',
    parse: segment,
  }),
  set: several({
    group: 'Load:',
    takes: 'KNOB=VALUE',
    shows: "a scenario's knob, repeatable",
    separator: '\n',
    parse: knob,
  }),
  'no-probe': single({
    group: 'Load:',
    shows: 'do not open one stream on each route before the load',
    parse: onOff,
  }),
  'no-canary': single({
    group: 'Load:',
    shows:
      'no known streams from a mock of our own before and beside the load, which tell our error',
    parse: onOff,
  }),
  profile: single({
    group: 'What the mock serves:',
    takes: 'NAME|FILE',
    shows: 'profile of the mock: a name of `streamgauge list`, or a file, as `learn` writes one',
    parse: profileChoice,
  }),
  ttft: single({
    group: 'What the mock serves:',
    takes: 'T',
    shows: 'time to first token (default: 200ms)',
    parse: duration({ zero: true, mostMs: 600 * SECOND_MS, example: '200ms' }),
  }),
  gap: single({
    group: 'What the mock serves:',
    takes: 'T',
    shows: 'time between two tokens (default: 20ms)',
    parse: duration({ zero: true, mostMs: 60 * SECOND_MS, example: '20ms' }),
  }),
  tokens: single({
    group: 'What the mock serves:',
    takes: 'N',
    shows: 'tokens of an answer (default: 64)',
    parse: wholeNumber({ least: 0, most: 1_000_000, example: 64 }),
  }),
  'timeout-first': single({
    group: 'Limits:',
    takes: 'T',
    shows: 'longest wait for the first token (default: 30s)',
    parse: timeout('30s'),
  }),
  'timeout-stall': single({
    group: 'Limits:',
    takes: 'T',
    shows: 'longest silence after it (default: 15s)',
    parse: timeout('15s'),
  }),
  'timeout-total': single({
    group: 'Limits:',
    takes: 'T',
    shows: 'longest stream (default: 10m)',
    parse: timeout('10m'),
  }),
  drain: single({
    group: 'Limits:',
    takes: 'T',
    shows:
      'longest wait for open streams after the last start (default: the longest time-out and 5s)',
    parse: duration({ zero: true, mostMs: 25 * HOUR_MS, example: '35s' }),
  }),
  slo: several({
    group: 'Limits:',
    takes: 'LIMITS',
    shows: "limits to judge by, as 'ttft:p95<500ms,gap<100ms', or none (default: completion>0.99)",
    separator: ',',
    parse: slo,
  }),
  out: single({
    group: 'Results:',
    takes: 'DIR',
    shows: 'folder of this run, new or empty (default: results/RUN_ID)',
    parse: text('the name of a folder', 'results/mine'),
  }),
  'keep-raw': single({
    group: 'Results:',
    shows: 'keep all gaps and reads in the records',
    parse: onOff,
  }),
  prometheus: PROMETHEUS_OPTION,
  config: single({
    group: 'Results:',
    takes: 'FILE',
    shows: 'file of options (default: streamgauge.yaml where there is one)',
    parse: file,
  }),
  quiet: single({ group: 'Results:', shows: 'no progress, only the result', parse: onOff }),
  'no-color': single({ group: 'Results:', shows: 'no colours', parse: onOff }),
  json: single({
    group: 'Results:',
    shows: 'the summary as JSON on stdout, nothing else there',
    parse: onOff,
  }),
} satisfies OptionTable

export type OptionName = keyof typeof OPTIONS
export const OPTION_NAMES = Object.keys(OPTIONS) as readonly OptionName[]

export type Values = ValuesOf<typeof OPTIONS>

export const isOptionName = (name: string): name is OptionName => Object.hasOwn(OPTIONS, name)
