import { appendFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Calibration } from '../calibrate/calibration.ts'
import { EXIT } from '../exit-codes.ts'
import { single } from '../options/option.ts'
import { reasonOf } from '../options/reason.ts'
import { onOff, text } from '../options/text.ts'
import type { CommandRow } from './command-row.ts'
import type { Host } from './host.ts'
import { readWords } from './read-words.ts'
import { sayError } from './say-error.ts'
import { sayProblems } from './say-problems.ts'

const OPTIONS = {
  out: single({
    group: 'Results:',
    takes: 'FILE',
    shows: 'file to write the result to, as JSON',
    parse: text('the name of a file', 'calibration.json'),
  }),
  json: single({ group: 'Results:', shows: 'the result as JSON on stdout', parse: onOff }),
  quiet: single({ group: 'Results:', shows: 'no progress, only the result', parse: onOff }),
}

interface Wish {
  readonly out: string | undefined
  readonly json: boolean
  readonly quiet: boolean
}

export const calibrateCommand: CommandRow = {
  name: 'calibrate',
  shows: 'measures our own measuring error on this machine, in about half a minute',
  options: OPTIONS,
  examples: ['streamgauge calibrate', 'streamgauge calibrate --json --out calibration.json'],
  notes: [
    'Known streams from our mock, direct: even ones, uneven ones, stalls and lumps. Exit code 5 when the error is too large, or a stall or lump is not found.',
  ],
  run: async (words, host) =>
    readWords(words, OPTIONS, host, ({ out, json, quiet }) =>
      calibrate({ out, json: json ?? false, quiet: quiet ?? false }, host),
    ),
}

async function calibrate({ out, json, quiet }: Wish, host: Host): Promise<number> {
  const path = out === undefined ? undefined : resolve(host.cwd, out)
  try {
    // Before half a minute is spent; an earlier result stays until there is a new one.
    if (path !== undefined) appendFileSync(path, '')
  } catch (error) {
    const message = `--out: "${out}" cannot be written (${reasonOf(error)}).`
    const hint = 'Give a file that can be written.'
    return sayProblems([{ code: 'bad-file', message, hint }], host)
  }
  try {
    const { runCalibration } = await import('../calibrate/run-calibration.ts')
    const end = await runCalibration(quiet || json)
    if (end.kind === 'ended') return end.exitCode
    const asJson = `${JSON.stringify(end.calibration, undefined, 2)}\n`
    if (path !== undefined) writeFileSync(path, asJson)
    host.out(json ? asJson : await asText(end.calibration))
    return end.calibration.accepted ? EXIT.pass : EXIT.unfit
  } catch (error) {
    return sayError(error, host)
  }
}

async function asText(calibration: Calibration): Promise<string> {
  const { renderCalibration } = await import('../calibrate/render-calibration.ts')
  return renderCalibration(calibration)
}
