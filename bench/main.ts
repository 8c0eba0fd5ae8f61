import { accuracy } from './accuracy.ts'
import { client } from './client.ts'
import { mock } from './mock.ts'

/** `npm run bench -- NAME`: benchmarks of ourselves. Each prints its figures and the machine they were taken on. */
const BENCHES: Readonly<Record<string, (args: readonly string[]) => Promise<void>>> = {
  accuracy,
  client,
  mock,
}

const [name = '', ...args] = process.argv.slice(2)
const bench = BENCHES[name]
if (bench === undefined) {
  process.stderr.write(`bench: "${name}" is not one of ${Object.keys(BENCHES).join(', ')}\n`)
  process.exitCode = 2
} else {
  await bench(args)
}
