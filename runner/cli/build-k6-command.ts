import { fileURLToPath } from 'node:url'
import { EXIT } from '../exit-codes.ts'
import { single } from '../options/option.ts'
import { onOff } from '../options/text.ts'
import type { CommandRow } from './command-row.ts'
import type { Host } from './host.ts'
import { readWords } from './read-words.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

const OPTIONS = {
  json: single({ group: 'Results:', shows: 'path and version as JSON', parse: onOff }),
}

export const buildK6Command: CommandRow = {
  name: 'build-k6',
  shows: 'builds our k6, or finds the one that was built before, and prints its path',
  options: OPTIONS,
  examples: [
    'streamgauge build-k6',
    '"$(streamgauge build-k6)" run my-script.ts   # a script of your own that imports k6/x/streamgauge',
  ],
  notes: ['K6_BIN names a binary to use instead. `run` does all this by itself.'],
  run: async (words, host) =>
    readWords(words, OPTIONS, host, ({ json }) => build(host, json ?? false)),
}

async function build(host: Host, json: boolean): Promise<number> {
  const { provisionK6 } = await import('../k6/provision.ts')
  const k6 = await provisionK6(ROOT, (line) => host.err(`streamgauge: ${line}\n`))
  host.out(json ? `${JSON.stringify(k6)}\n` : `${k6.path}\n`)
  return EXIT.pass
}
