import { closeSync, openSync, readSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Problem } from './problem.ts'
import { reasonOf } from './reason.ts'

export interface NamedFile {
  /** As the user wrote it, relative to `cwd`. */
  readonly name: string
  readonly cwd: string
  /** Where it was named, for messages. */
  readonly where: string
  readonly hint: string
}

/** Everything that is read at the door is held in memory, and prompts travel to the load generator at once. */
const MOST_BYTES = 64 * 1024 * 1024
const CHUNK_BYTES = 1024 * 1024

/** The text of a file that the user named; undefined, and a problem, when it cannot be read. */
export function readText(file: NamedFile, problems: Problem[]): string | undefined {
  const { name, cwd, where, hint } = file
  const refuse = (why: string): undefined => {
    problems.push({ code: 'unreadable-file', message: `${where}: "${name}" ${why}.`, hint })
  }
  try {
    const bytes = readBounded(resolve(cwd, name))
    if (bytes === undefined) return refuse('is larger than 64 MB')
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (error) {
    return refuse(
      error instanceof TypeError ? 'is not UTF-8 text' : `cannot be read (${reasonOf(error)})`,
    )
  }
}

/** By chunks, not by its size: a pipe has none, and a device may never end. Undefined when it is too large. */
function readBounded(path: string): Uint8Array | undefined {
  const descriptor = openSync(path, 'r')
  const chunks: Uint8Array[] = []
  try {
    for (let total = 0; total <= MOST_BYTES;) {
      const chunk = new Uint8Array(CHUNK_BYTES)
      const size = readSync(descriptor, chunk)
      if (size === 0) return Buffer.concat(chunks)
      chunks.push(chunk.subarray(0, size))
      total += size
    }
    return undefined
  } finally {
    closeSync(descriptor)
  }
}
