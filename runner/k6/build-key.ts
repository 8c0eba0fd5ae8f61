import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const ROOMS = ['k6-bin', 'xk6-streamgauge'] as const
const INPUT = /(?:\.go|\.json|go\.mod|go\.sum)$/u

/**
 * A name for the k6 that the sources below `root` give on this kind of machine: equal inputs, equal name. Tests and
 * documents do not count.
 */
export function buildKey(root: string): string {
  const hash = createHash('sha256').update(`${process.platform} ${process.arch}`)
  for (const room of ROOMS) {
    const files = readdirSync(join(root, room), { recursive: true, encoding: 'utf8' })
      .filter(
        (file) =>
          INPUT.test(file) && !file.endsWith('_test.go') && !/testdata|examples/u.test(file),
      )
      .toSorted()
    for (const file of files) {
      hash.update(`\0${room}/${file}\0`).update(readFileSync(join(root, room, file)))
    }
  }
  return hash.digest('hex').slice(0, 16)
}
