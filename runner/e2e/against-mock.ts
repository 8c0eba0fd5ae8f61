import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { ROOT } from './streamgauge.ts'

/** A mock server of its own process, as a user's server stands somewhere: not started by the run that measures it. */
export interface ForeignServer {
  readonly url: string
  readonly process: ChildProcess
  stop(): Promise<void>
}

/** Starts the mock on a free port with the given flags. */
export async function foreignServer(flags: readonly string[] = []): Promise<ForeignServer> {
  const child = spawn(
    process.execPath,
    [join(ROOT, 'mock-llm', 'main.ts'), '--port', '0', '--exit-with-parent', ...flags],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  )
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string]
  child.stdout.resume()
  return {
    url: line.replace('listening on ', ''),
    process: child,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return
      child.kill('SIGINT')
      await once(child, 'exit')
    },
  }
}
