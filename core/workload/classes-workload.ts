import type { VariantSpec } from '../load-spec.ts'
import { seededRandom } from '../random.ts'
import { classesCourse } from './course.ts'
import { drawLengths, streamRandom } from './lengths.ts'
import { realised } from './realised.ts'
import type { Trace } from './trace.ts'
import type { WorkloadInfo } from './workload-info.ts'

type Kind = Pick<VariantSpec, 'name' | 'weight' | 'arrivals' | 'lengths'>

/** What bounds the starts of a route, and what they are drawn from. */
interface Bounds {
  readonly seed: number
  readonly ratePerSecond: number
  readonly durationMs?: number | undefined
  readonly streams?: number | undefined
}

/** What the streams of classes with arrivals of their own will ask for: the same draws as those of the load itself. */
export function classesWorkload(
  name: string,
  kinds: readonly Kind[],
  bounds: Bounds,
): WorkloadInfo | undefined {
  const classes = kinds.flatMap(({ arrivals, weight }) =>
    arrivals === undefined ? [] : [{ arrivals, weight }],
  )
  if (classes.length === 0) return undefined
  const { seed, ratePerSecond, durationMs = Infinity, streams = Infinity } = bounds
  const course = classesCourse(classes, ratePerSecond, seededRandom(seed).fork('classes'))
  const all = columns()
  const each = kinds.map(columns)
  for (let i = 0; i < streams && course.offsetMs(i) < durationMs; i++) {
    const { variant, index } = course.turn?.(i) ?? { variant: 0, index: i }
    const { name: kind, lengths } = kinds[variant] ?? {}
    if (lengths === undefined) continue
    const asked = drawLengths(lengths, streamRandom(seed, `${kind}/${index}`))
    for (const one of [all, each[variant] ?? all]) {
      one.atMs.push(course.offsetMs(i))
      one.inputTokens.push(asked.inputTokens)
      one.outputTokens.push(asked.outputTokens ?? 0)
    }
  }
  return {
    name,
    ...realised(all),
    classes: Object.fromEntries(
      kinds.map((kind, i) => [kind.name ?? String(i), realised(each[i] ?? columns())]),
    ),
  }
}

const columns = (): { readonly [C in keyof Trace]: number[] } => ({
  atMs: [],
  inputTokens: [],
  outputTokens: [],
})
