import { spawn } from 'node:child_process'

export interface GroupCommand {
  readonly file: string
  readonly args: readonly string[]
  readonly cwd: string
  readonly env: NodeJS.ProcessEnv
  readonly abort: AbortSignal | undefined
}

/**
 * Runs a command with all that it starts (a compiler, say) in a group of their own, and resolves when the last of them has
 * closed its output. An abort ends the whole group and rejects with its reason; a failure rejects with what it said.
 */
export function runGroup(command: GroupCommand): Promise<void> {
  const { abort } = command
  return new Promise((resolve, reject) => {
    const child = spawn(command.file, command.args, {
      cwd: command.cwd,
      env: command.env,
      detached: true,
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    let words = ''
    child.stderr.setEncoding('utf8').on('data', (text: string) => (words += text))
    const endGroup = (): void => {
      const running = child.exitCode === null && child.signalCode === null
      if (running && child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
    }
    if (abort?.aborted === true) endGroup()
    abort?.addEventListener('abort', endGroup, { once: true })
    child.once('error', reject)
    child.once('close', (code) => {
      abort?.removeEventListener('abort', endGroup)
      if (abort?.aborted === true) reject(abort.reason as Error)
      else if (code === 0) resolve()
      else reject(new Error(words.trim() || `${command.file} ended with ${code}`))
    })
  })
}
