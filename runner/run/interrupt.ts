/** The signals that end a run early. */
export type EndSignal = 'SIGINT' | 'SIGTERM'

/** Hears SIGINT, SIGTERM and SIGHUP (as SIGTERM) from the first moment of a run to its last. */
export interface Interrupt {
  /** The first signal heard. */
  readonly signal: EndSignal | undefined
  /** Aborted by the first signal: for work that is simply to be given up. */
  readonly abort: AbortSignal
  /** Who is told of the first signal, and of any further one: then the user wants out at once. */
  onSignal: { readonly first: () => void; readonly again: () => void } | undefined
  /** Throws when a signal has been heard. */
  check(): void
  /** Stops hearing. */
  release(): void
}

/** Thrown by `check` and by work that was given up. */
export class Interrupted extends Error {}

export function hearInterrupt(): Interrupt {
  const controller = new AbortController()
  let heard: EndSignal | undefined
  const hear = (signal: EndSignal): void => {
    const before = heard
    heard ??= signal
    controller.abort(new Interrupted(signal))
    if (before === undefined) interrupt.onSignal?.first()
    else interrupt.onSignal?.again()
  }
  const onInt = (): void => hear('SIGINT')
  const onTerm = (): void => hear('SIGTERM')
  process.on('SIGINT', onInt)
  process.on('SIGTERM', onTerm)
  // A terminal that is closed: nobody watches any more.
  process.on('SIGHUP', onTerm)
  const interrupt: Interrupt = {
    get signal() {
      return heard
    },
    abort: controller.signal,
    onSignal: undefined,
    check: () => controller.signal.throwIfAborted(),
    release() {
      process.off('SIGINT', onInt)
      process.off('SIGTERM', onTerm)
      process.off('SIGHUP', onTerm)
    },
  }
  return interrupt
}
