import { readFileSync } from 'node:fs'
import { FINDING_CODES, type FindingCode } from '../../core/finding.ts'
import * as by from '../../analysis/detect/thresholds.ts'
import type { HeldTrials, TrialResult } from './hold-trials.ts'
import { RULES } from './rules.ts'

/** Seeds of each trial in `npm test`. */
export const SAMPLE_SEEDS = 3

/** docs/detectors.md, from the results of a whole run. */
export function renderPage({ results, parts, repeated }: HeldTrials): string {
  const template = readFileSync(new URL('page.md', import.meta.url), 'utf8')
  const cells = sum(results, ({ seeds }) => seeds)
  const values: Readonly<Record<string, string | number>> = {
    rules: FINDING_CODES.map((code) => `- **\`${code}\`** ${RULES[code]}`).join('\n'),
    table: trialsTable(results),
    detectors: detectorsTable(results),
    leastStreams: by.LEAST_STREAMS,
    leastRatio: `${100 * by.LEAST_RATIO} %`,
    seeds: Math.max(0, ...results.map((result) => result.seeds)),
    cells: whole(cells),
    streams: whole(sum(results, streamsOf)),
    repeated,
    sampleSeeds: SAMPLE_SEEDS,
    k6: parts.k6.version.replace(/ \(.*/u, ''),
    nginx: parts.nginx.version.replace('/', ' '),
    timerGrain: by.TIMER_GRAIN_MS,
    leastGrained: ((by.TIMER_GRAIN_MS * by.LEAST_GRAINS) / 1000).toFixed(1),
    lumpsRatio: `${100 * by.LUMPS_RATIO} %`,
    sameSize: `${100 * by.SAME_SIZE_RATIO} %`,
    unevenChance: `${100 * by.UNEVEN_CHANCE} %`,
  }
  return template.replaceAll(/\{\{(\w+)\}\}/gu, (_, name: string) => String(values[name]))
}

const streamsOf = ({ trial, seeds }: TrialResult): number =>
  seeds * trial.streams * (trial.beside === undefined ? 1 : 2)

function trialsTable(results: readonly TrialResult[]): string {
  const rows = results.map(({ trial, seeds, found, foundOutside, alarms }) => [
    trial.name,
    trial.plants,
    trial.finds.length === 0 ? 'nothing' : trial.finds.map(codeText).join(', '),
    trial.finds.length === 0 ? '' : `${found}/${seeds}`,
    trial.finds.length === 0
      ? ''
      : foundOutside === undefined
        ? '\u2013'
        : `${foundOutside}/${seeds}`,
    alarms.length === 0 ? '0' : alarmsText(alarms),
  ])
  return table(['trial', 'planted', 'must be named', 'found', 'outside', 'false alarms'], rows)
}

function alarmsText(alarms: TrialResult['alarms']): string {
  const codes = Map.groupBy(alarms, ({ finding }) => finding.code)
  return [...codes].map(([code, each]) => `${each.length} ${codeText(code)}`).join(', ')
}

function detectorsTable(results: readonly TrialResult[]): string {
  const rows = FINDING_CODES.map((code) => {
    const planted = results.filter(({ trial }) => trial.finds.includes(code))
    const other = results.filter(
      ({ trial }) => !trial.finds.includes(code) && !(trial.brings ?? []).includes(code),
    )
    const alarms = sum(
      other,
      (result) =>
        new Set(
          result.alarms.filter(({ finding }) => finding.code === code).map(({ seed }) => seed),
        ).size,
    )
    return [
      codeText(code),
      `${sum(planted, ({ found }) => found)}/${sum(planted, ({ seeds }) => seeds)}`,
      `${alarms}/${whole(sum(other, ({ seeds }) => seeds))}`,
    ]
  })
  return table(['detector', 'found of planted', 'false alarms of not planted'], rows)
}

const sum = (of: readonly TrialResult[], value: (result: TrialResult) => number): number =>
  of.reduce((total, result) => total + value(result), 0)

const codeText = (code: FindingCode): string => `\`${code}\``

const whole = (count: number): string => count.toLocaleString('en-US')

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
