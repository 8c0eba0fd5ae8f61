import { type ChildProcess, spawn, type StdioOptions } from 'node:child_process'
import { once } from 'node:events'

/** A process that we started and must end, whatever happens. */
export interface Child {
  readonly process: ChildProcess
  readonly pid: number
  /** Resolves when it has ended: exit code, or 128 + signal number. */
  readonly ended: Promise<number>
  /** As `ended`, but after its output has been read to the end. */
  readonly closed: Promise<number>
  /** The last lines that it wrote to stderr. */
  lastWords(): string
  /** SIGTERM, and SIGKILL after `graceMs`; resolves when it has ended. */
  stop(graceMs?: number): Promise<void>
}

export interface Command {
  readonly file: string
  readonly args: readonly string[]
  readonly env?: NodeJS.ProcessEnv
  readonly cwd?: string
  /** Besides 0 (ignored unless `stdin` is given), 1 and 2, which are pipes. */
  readonly extra?: StdioOptions & readonly unknown[]
  readonly stdin?: 'pipe'
}

const KEPT_BYTES = 8_192

/**
 * Starts a process in a group of its own, so that a Ctrl-C at the terminal reaches us alone and we decide what it means
 * for our children. Rejects when the file cannot be started.
 */
export async function startChild(command: Command): Promise<Child> {
  const child = spawn(command.file, command.args, {
    cwd: command.cwd,
    env: command.env ?? process.env,
    detached: true,
    stdio: [command.stdin ?? 'ignore', 'pipe', 'pipe', ...((command.extra ?? []) as [])],
  })
  let words = ''
  child.stderr?.setEncoding('utf8')
  child.stderr?.on('data', (text: string) => {
    words = (words + text).slice(-KEPT_BYTES)
  })
  const when = (event: 'exit' | 'close'): Promise<number> =>
    new Promise((resolve) => {
      child.once(event, (code: number | null, signal: string | null) =>
        resolve(code ?? 128 + (SIGNAL_NUMBER[signal ?? ''] ?? 0)),
      )
    })
  const [ended, closed] = [when('exit'), when('close')]
  await once(child, 'spawn')
  return {
    process: child,
    pid: child.pid as number,
    ended,
    closed,
    lastWords: () => words.trim(),
    stop: (graceMs = 5_000) => stop(child, ended, graceMs),
  }
}

const SIGNAL_NUMBER: Readonly<Record<string, number>> = { SIGINT: 2, SIGKILL: 9, SIGTERM: 15 }

async function stop(child: ChildProcess, ended: Promise<number>, graceMs: number): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGTERM')
  const timer = setTimeout(() => child.kill('SIGKILL'), graceMs)
  await ended
  clearTimeout(timer)
}
