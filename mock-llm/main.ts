import cluster from 'node:cluster'
import { readFileSync } from 'node:fs'
import { setFlagsFromString } from 'node:v8'
import { resolveSettings } from './door/resolve-settings.ts'
import type { Settings } from './door/settings.ts'
import { monotonicClock } from './monotonic-clock.ts'
import { createMock, type Mock } from './server.ts'
import { joinSiblings } from './workers/in-worker.ts'
import { runParent } from './workers/run-parent.ts'
import { noTruthLog, openTruthLog, type TruthLog } from './truth-log.ts'

/** As in docs/exit-codes.md. */
const EXIT = { ok: 0, usage: 2, missing: 3 } as const

/**
 * Keeps V8's young generation at its first size. It would grow to three times 32 MB under many streams at once, more than
 * all that waits for slow clients; small collections are also the shorter pauses.
 */
setFlagsFromString('--semi-space-growth-factor=1')

function fail(code: number, message: string): never {
  const lines = message.split('\n').map((line) => `streamgauge mock: ${line}\n`)
  process.stderr.write(lines.join(''))
  process.exit(code)
}

const reason = (problem: unknown): string =>
  problem instanceof Error ? problem.message : String(problem)

function openTruth({ truth }: Settings): TruthLog {
  if (truth === undefined) return noTruthLog()
  try {
    return openTruthLog(truth, (problem) =>
      fail(EXIT.missing, `--truth ${truth}: cannot be written any more: ${reason(problem)}`),
    )
  } catch (problem) {
    return fail(
      EXIT.usage,
      `--truth: found "${truth}", ${reason(problem)}; allowed: a file that can be written`,
    )
  }
}

async function listen(mock: Mock, { host, port }: Settings): Promise<number> {
  try {
    return await mock.listen()
  } catch (problem) {
    return fail(
      EXIT.missing,
      `cannot listen on ${host}:${port}: ${reason(problem)}; choose another --port (0 is any free one)`,
    )
  }
}

/** SIGTERM lets streams finish for a while; a second signal, SIGINT and a lost parent end at once. */
function closeOnSignal(mock: Mock, truth: TruthLog, settings: Settings): void {
  let closing = false
  const close = (graceMs: number): void => {
    if (closing && graceMs > 0) return
    const first = !closing
    closing = true
    const closed = mock.close(graceMs)
    if (!first) return
    void closed.then(() => {
      truth.close()
      process.exit(EXIT.ok)
    })
  }
  process.on('SIGTERM', () => close(closing ? 0 : settings.drainMs))
  process.on('SIGINT', () => close(0))
  if (settings.exitWithParent) {
    process.stdin.on('end', () => close(0))
    process.stdin.on('error', () => close(0))
    process.stdin.resume()
  }
}

const announce = ({ host, tls }: Settings, port: number): void => {
  const name = host.includes(':') ? `[${host}]` : host
  process.stdout.write(`listening on http${tls ? 's' : ''}://${name}:${port}\n`)
}

/** A worker is an instance of its own, and ends with its parent. */
async function serve(settings: Settings): Promise<void> {
  const truth = openTruth(settings)
  const worker = cluster.worker?.id
  const parts = { clock: monotonicClock(), truth }
  if (worker === undefined) {
    const mock = createMock({ settings, ...parts })
    const port = await listen(mock, settings)
    closeOnSignal(mock, truth, settings)
    announce(settings, port)
    return
  }
  const own = { ...settings, instance: `${settings.instance}.${worker}`, exitWithParent: false }
  const siblings = joinSiblings(() => mock.own)
  const mock: Mock = createMock({ settings: own, ...parts, siblings })
  closeOnSignal(mock, truth, own)
  process.on('disconnect', () => process.exit(EXIT.ok))
  await listen(mock, own)
}

/** The parent serves nothing itself. */
function startWorkers(settings: Settings): void {
  const { stop } = runParent(settings.workers, {
    ready: (port) => announce(settings, port),
    over: (code) => process.exit(code),
  })
  process.on('SIGTERM', () => stop('SIGTERM'))
  process.on('SIGINT', () => stop('SIGINT'))
  if (settings.exitWithParent) {
    process.stdin.on('end', () => stop('SIGINT'))
    process.stdin.on('error', () => stop('SIGINT'))
    process.stdin.resume()
  }
}

const resolved = resolveSettings({
  argv: process.argv.slice(2),
  env: process.env,
  readText: (path) => readFileSync(path, 'utf8'),
})
if ('help' in resolved) {
  process.stdout.write(resolved.help)
} else if ('problems' in resolved) {
  fail(EXIT.usage, resolved.problems.join('\n'))
} else if (!resolved.settings.check) {
  const { settings } = resolved
  if (settings.workers > 1 && cluster.isPrimary) startWorkers(settings)
  else await serve(settings)
}
