import { closeSync, openSync, writeSync, writevSync } from 'node:fs'
import type { DepartureLine, TruthLine } from '../core/truth.ts'

/** Where truth lines go. */
export interface TruthLog {
  readonly add: (line: TruthLine | DepartureLine) => void
  /** The same for a stream of many tokens, built in small turns; absent where lines are not written. */
  readonly addLong?: (line: LongLine) => void
  /** Writes what is still held, and closes. */
  readonly close: () => void
}

type Instants = 'tokenMs' | 'dueMs' | 'receivedMs'

/** A truth line whose instants are drawn one by one. */
export interface LongLine {
  readonly line: Omit<TruthLine, Instants>
  readonly instants: Readonly<Partial<Record<Instants, Iterator<number, undefined>>>>
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
      writeWhole(fd, [batch])
    } catch (problem) {
      failed(problem)
    }
  }
  const lines = longLines((parts) => {
    flush()
    try {
      writeWhole(fd, parts)
    } catch (problem) {
      failed(problem)
    }
  })
  return {
    addLong: lines.add,
    add(line) {
      const text = `${JSON.stringify(line)}\n`
      held.push(text)
      heldCharacters += text.length
      if (heldCharacters >= FLUSH_CHARACTERS) flush()
      else timer ??= setTimeout(flush, FLUSH_MS)
    },
    close() {
      lines.finish()
      flush()
      closeSync(fd)
    },
  }
}

/** One write for a regular file; a short one is only seen on a disk that fills up, where the rest then throws. */
function writeWhole(fd: number, parts: readonly Buffer[]): void {
  const written = writevSync(fd, parts)
  const whole = parts.reduce((sum, part) => sum + part.length, 0)
  if (written === whole) return
  const rest = Buffer.concat(parts)
  for (let at = written; at < whole;) at += writeSync(fd, rest, at)
}

/** Instants written out in one turn of the event loop: about a millisecond. */
const TURN_INSTANTS = 4_000

interface LongLines {
  readonly add: (line: LongLine) => void
  /** Completes what is not yet, at once. */
  readonly finish: () => void
}

/** Builds long lines one after the other, a turn at a time, and hands each over whole. */
function longLines(done: (parts: readonly Buffer[]) => void): LongLines {
  const queue: Generator<undefined, undefined, undefined>[] = []
  let turn: NodeJS.Immediate | undefined
  const step = (): void => {
    turn = undefined
    if (queue[0]?.next().done === true) queue.shift()
    if (queue.length > 0) turn = setImmediate(step)
  }
  return {
    add(line) {
      queue.push(built(line, done))
      turn ??= setImmediate(step)
    },
    finish() {
      if (turn !== undefined) clearImmediate(turn)
      for (const line of queue.splice(0)) while (line.next().done !== true);
    },
  }
}

/** Pauses after each turn's instants. */
function* built(
  { line, instants }: LongLine,
  done: (parts: readonly Buffer[]) => void,
): Generator<undefined, undefined, undefined> {
  const parts = [Buffer.from(JSON.stringify(line).slice(0, -1), 'utf8')]
  for (const [name, list] of Object.entries(instants)) {
    parts.push(Buffer.from(`,"${name}":[`, 'latin1'))
    let some: number[] = []
    let begun = false
    const put = (): void => {
      if (some.length > 0) parts.push(Buffer.from((begun ? ',' : '') + some.join(','), 'latin1'))
      begun ||= some.length > 0
      some = []
    }
    for (let next = list.next(); next.done !== true; next = list.next()) {
      some.push(next.value)
      if (some.length < TURN_INSTANTS) continue
      put()
      yield undefined
    }
    put()
    parts.push(Buffer.from(']', 'latin1'))
  }
  parts.push(Buffer.from('}\n', 'latin1'))
  done(parts)
  return undefined
}
