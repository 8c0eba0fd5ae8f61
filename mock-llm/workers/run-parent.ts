import cluster, { type Worker } from 'node:cluster'
import { isMessage, type Message } from './messages.ts'

/** How the parent speaks to the world. */
export interface ParentHost {
  readonly ready: (port: number) => void
  /** Every worker is gone; the code is 0 after a signal, else that of the worker that ended first. */
  readonly over: (code: number) => void
}

/** Starts `count` workers on one port, passes signals and messages on, and ends when all have ended. */
export function runParent(
  count: number,
  host: ParentHost,
): { readonly stop: (signal: 'SIGTERM' | 'SIGINT') => void } {
  const workers = new Set<Worker>()
  let listening = 0
  let code: number | undefined
  const stop = (signal: 'SIGTERM' | 'SIGINT'): void => {
    code ??= 0
    for (const worker of workers) worker.process.kill(signal)
  }
  const relay = createRelay(workers)
  for (let i = 0; i < count; i++) {
    const worker = cluster.fork()
    workers.add(worker)
    worker.on('message', (message: unknown) => {
      if (isMessage(message)) relay(worker, message)
    })
    worker.on('listening', ({ port }) => {
      listening++
      if (listening === count) host.ready(port)
    })
    worker.on('exit', (exitCode) => {
      workers.delete(worker)
      code ??= exitCode === 0 ? 1 : exitCode
      if (workers.size === 0) host.over(code)
      else if (code !== 0) for (const other of workers) other.process.kill('SIGINT')
    })
  }
  return { stop }
}

/** One round of asking every worker for its metrics. */
interface Round {
  readonly asker: Worker
  readonly askerId: number
  readonly texts: string[]
  readonly wanted: number
}

const send = (to: Worker, message: Message): void => {
  if (to.isConnected()) to.send(message)
}

function createRelay(workers: ReadonlySet<Worker>): (from: Worker, message: Message) => void {
  const rounds = new Map<number, Round>()
  let next = 0
  return (from, message) => {
    if (message.kind === 'control') {
      for (const worker of workers) if (worker !== from) send(worker, message)
    } else if (message.kind === 'ask-metrics') {
      const id = next++
      rounds.set(id, { asker: from, askerId: message.id, texts: [], wanted: workers.size })
      for (const worker of workers) send(worker, { kind: 'give-metrics', id })
    } else if (message.kind === 'metrics') {
      const round = rounds.get(message.id)
      round?.texts.push(message.text)
      if (round === undefined || round.texts.length < round.wanted) return
      rounds.delete(message.id)
      send(round.asker, { kind: 'all-metrics', id: round.askerId, texts: round.texts })
    }
  }
}
