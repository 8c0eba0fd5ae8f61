import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { holdTrials, type TrialResult } from './detectors/hold-trials.ts'
import { renderPage } from './detectors/render-page.ts'
import { TRIALS } from './detectors/trials.ts'

/**
 * `npm run detectors`: plants every fault with 20 seeds, asks every detector, and writes docs/detectors.md. Ends with 1 where a planted
 * fault was not named in each seed, anything else was, or the machine was never fit for a trial.
 */
const SEEDS = 20
const PAGE = fileURLToPath(new URL('../docs/detectors.md', import.meta.url))

const say = (text: string): void => {
  process.stderr.write(`${text}\n`)
}

const dir = mkdtempSync(join(tmpdir(), 'streamgauge-detectors-'))
try {
  const held = await holdTrials(TRIALS, SEEDS, { dir, say })
  for (const result of held.results) say(outcomeOf(result))
  writeFileSync(PAGE, renderPage(held))
  execFileSync('oxfmt', [PAGE], { stdio: 'ignore' })
  const right = held.results.every(
    ({ seeds, missed, alarms }) => seeds === SEEDS && missed.length === 0 && alarms.length === 0,
  )
  say(
    `docs/detectors.md is written: ${right ? 'every fault named, no false alarm' : 'NOT all right'}`,
  )
  process.exitCode = right ? 0 : 1
} finally {
  rmSync(dir, { recursive: true, force: true })
}

function outcomeOf({ trial, seeds, found, alarms, missed }: TrialResult): string {
  const wrong = [
    ...(missed.length > 0 ? [`missed in seeds ${missed.join(', ')}`] : []),
    ...alarms.map(
      ({ seed, finding: { code, route, view, what } }) =>
        `seed ${seed}: ${code} on ${route} (${view}): ${what}`,
    ),
  ]
  return [`${trial.name}: ${found} of ${seeds}`, ...wrong.map((each) => `    ${each}`)].join('\n')
}
