import { streamgauge } from './cli/streamgauge.ts'

/** Whoever reads our output may stop reading it (`streamgauge list | head -1`): no reason to fail. */
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
  })
}

/** Time for the output to be written; a handle that somebody forgot must not keep the program alive. */
const LAST_MS = 2_000

process.exitCode = await streamgauge(process.argv.slice(2), {
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  env: process.env,
  cwd: process.cwd(),
  terminal: process.stdout.isTTY,
})
setTimeout(() => process.exit(), LAST_MS).unref()
