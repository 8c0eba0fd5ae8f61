import { spawn } from 'node:child_process'
import { once } from 'node:events'

/** Looks after what cannot notice by itself that we have died. */
export interface OrphanGuard {
  /** Stands it down, because we end things ourselves. */
  release(): Promise<void>
}

/** Reads its input until we are gone, then ends the processes and removes the folder. */
const SCRIPT =
  'cat >/dev/null; dir=$1; shift; for pid; do kill "$pid"; done; sleep 1; rm -rf -- "$dir"'

/**
 * A small shell in a group of its own whose input is a pipe from us: when we die, even by SIGKILL, the pipe closes, and it
 * ends `pids` (SIGTERM) and removes `folder`.
 */
export async function orphanGuard(pids: readonly number[], folder: string): Promise<OrphanGuard> {
  const shell = spawn('/bin/sh', ['-c', SCRIPT, 'sh', folder, ...pids.map(String)], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  await once(shell, 'spawn')
  const ended = once(shell, 'exit')
  return {
    async release() {
      const running = shell.exitCode === null && shell.signalCode === null
      // Its `cat` is of the same group.
      if (running && shell.pid !== undefined) process.kill(-shell.pid, 'SIGKILL')
      await ended
    },
  }
}
