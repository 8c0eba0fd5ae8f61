import { closeSync, openSync, writeSync } from 'node:fs'
import type { TruthLine } from '../core/truth.ts'

/** Where truth lines go. */
export interface TruthLog {
  readonly add: (line: TruthLine) => void
  /** Writes what is still held, and closes. */
  readonly close: () => void
}

const FLUSH_MS = 200
/** Small enough that one write holds no token up. */
const FLUSH_CHARACTERS = 1 << 16

/** A log that keeps nothing. */
export const noTruthLog = (): TruthLog => ({ add: () => undefined, close: () => undefined })

/**
 * Appends to `path`. Several processes may append to one file: each batch of whole lines is one write to a
 * descriptor opened with O_APPEND, which the kernel places at the end of the file as one piece (POSIX write(2)).
 * A batch leaves after 200 ms at the latest. Throws the system error when the file cannot be opened; `failed` is told
 * when a batch cannot be written (disk full).
 */
export function openTruthLog(path: string, failed: (problem: unknown) => void): TruthLog {
  const fd = openSync(path, 'a')
  let held: string[] = []
  let heldCharacters = 0
  let timer: NodeJS.Timeout | undefined
  const flush = (): void => {
    if (timer !== undefined) clearTimeout(timer)
    timer = undefined
    if (held.length === 0) return
    const batch = Buffer.from(held.join(''), 'utf8')
    held = []
    heldCharacters = 0
    try {
      writeWhole(fd, batch)
    } catch (problem) {
      failed(problem)
    }
  }
  return {
    add(line) {
      const text = `${JSON.stringify(line)}\n`
      held.push(text)
      heldCharacters += text.length
      if (heldCharacters >= FLUSH_CHARACTERS) flush()
      else timer ??= setTimeout(flush, FLUSH_MS)
    },
    close() {
      flush()
      closeSync(fd)
    },
  }
}

/** One write for a regular file; a short one is only seen on a disk that fills up, where the rest then throws. */
function writeWhole(fd: number, batch: Buffer): void {
  let written = 0
  while (written < batch.length) written += writeSync(fd, batch, written)
}
