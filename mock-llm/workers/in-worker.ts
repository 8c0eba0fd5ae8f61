import { mergeMetrics } from './merge-metrics.ts'
import { isMessage, type Message } from './messages.ts'

/** What one worker shares with the others. */
export interface Siblings {
  /** The metrics of all workers. */
  readonly metrics: () => Promise<string>
  /** Tells the others what `/control` changed here. */
  readonly changed: (change: unknown) => void
}

/** What the others may ask of this worker. */
export interface Own {
  readonly metrics: () => Promise<string>
  readonly change: (change: unknown) => void
}

const send = (message: Message): void => {
  process.send?.(message)
}

/** Connects this process to its parent; `own` is asked for once messages come. */
export function joinSiblings(own: () => Own): Siblings {
  const waiting = new Map<number, (texts: readonly string[]) => void>()
  let next = 0
  process.on('message', (message: unknown) => {
    if (!isMessage(message)) return
    if (message.kind === 'control') own().change(message.change)
    else if (message.kind === 'give-metrics') {
      void own()
        .metrics()
        .then((text) => send({ kind: 'metrics', id: message.id, text }))
    } else if (message.kind === 'all-metrics') {
      waiting.get(message.id)?.(message.texts)
      waiting.delete(message.id)
    }
  })
  return {
    changed: (change) => send({ kind: 'control', change }),
    metrics: () =>
      new Promise((resolve) => {
        const id = next++
        waiting.set(id, (texts) => resolve(mergeMetrics(texts)))
        send({ kind: 'ask-metrics', id })
      }),
  }
}
