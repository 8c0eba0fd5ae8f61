import {
  closeSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'

/** One line of a file, without its line feed. `whole` is false for a last line that has none. */
export interface Line {
  readonly text: string
  readonly whole: boolean
}

const CHUNK_BYTES = 1 << 20
const LINE_FEED = 10

/**
 * The only file of this room that touches the disk. Reads and writes are synchronous: a run that is judged has ended, and
 * nothing else waits.
 */
export interface ResultsFolder {
  /** Whole text of a file; undefined where there is none. */
  readonly text: (name: string) => string | undefined
  /** Its lines, one megabyte in memory at a time; none where there is no such file. */
  readonly lines: (name: string) => Generator<Line, void, undefined>
  /** Replaces a file at once: nobody ever sees half of one. */
  readonly write: (name: string, text: string) => void
}

export function openResultsFolder(directory: string): ResultsFolder {
  return {
    text: (name) => readText(join(directory, name)),
    lines: (name) => readLines(join(directory, name)),
    write: (name, text) => writeAtomically(join(directory, name), text),
  }
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}

function* readLines(path: string): Generator<Line, void, undefined> {
  const file = openForReading(path)
  if (file === undefined) return
  const chunk = Buffer.allocUnsafe(CHUNK_BYTES)
  // Bytes of a line that goes on in the next chunk; decoded only when whole, so no character is ever split.
  let pending: Buffer[] = []
  try {
    for (let size = readSync(file, chunk); size > 0; size = readSync(file, chunk)) {
      let from = 0
      for (let at = chunk.indexOf(LINE_FEED); at !== -1 && at < size;) {
        pending.push(chunk.subarray(from, at))
        yield { text: Buffer.concat(pending).toString('utf8'), whole: true }
        pending = []
        from = at + 1
        at = chunk.indexOf(LINE_FEED, from)
      }
      if (from < size) pending.push(Buffer.from(chunk.subarray(from, size)))
    }
  } finally {
    closeSync(file)
  }
  if (pending.length > 0) yield { text: Buffer.concat(pending).toString('utf8'), whole: false }
}

function openForReading(path: string): number | undefined {
  try {
    return openSync(path, 'r')
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}

function writeAtomically(path: string, text: string): void {
  const temporary = `${path}.${process.pid}.tmp`
  try {
    writeFileSync(temporary, text)
    renameSync(temporary, path)
  } catch (error) {
    rmSync(temporary, { force: true })
    throw error
  }
}

const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')
