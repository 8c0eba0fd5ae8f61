import { spawn } from 'node:child_process'
import { constants } from 'node:os'

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
/** The same signal twice within this time is one: timeout(1) sends it to the process and to its group. */
const REPEATED_MS = 100

/**
 * Runs a program in our place: our input and output are its own, signals go on to it, its exit code is the result. It
 * leads a group of its own, so that a Ctrl-C at the terminal reaches it once, through us.
 */
export function runInForeground(file: string, args: readonly string[]): Promise<number> {
  const child = spawn(file, args, { stdio: 'inherit', detached: true })
  const heardAt = new Map<string, number>()
  const pass = (signal: NodeJS.Signals): void => {
    const now = performance.now()
    if (now - (heardAt.get(signal) ?? -Infinity) > REPEATED_MS) child.kill(signal)
    heardAt.set(signal, now)
  }
  for (const signal of SIGNALS) process.on(signal, pass)
  return new Promise<number>((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code, signal) =>
      resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal])),
    )
  }).finally(() => {
    for (const signal of SIGNALS) process.off(signal, pass)
  })
}
