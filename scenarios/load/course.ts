import type { LoadSpec, VariantSpec } from '../../core/load-spec.ts'
import { seededRandom } from '../../core/random.ts'
import { classesCourse, type Course, traceCourse } from '../../core/workload/course.ts'

/** The course of a spec's open loop: a trace's, or that of kinds with arrivals of their own; undefined for all others. */
export function courseOf(
  { load, trace, seed }: LoadSpec,
  kinds: readonly VariantSpec[],
): Course | undefined {
  if (load.kind !== 'open') return undefined
  if (trace !== undefined) return traceCourse(trace)
  const classes = kinds.flatMap(({ arrivals, weight }) =>
    arrivals === undefined ? [] : [{ arrivals, weight }],
  )
  if (classes.length === 0) return undefined
  return classesCourse(classes, load.ratePerSecond, seededRandom(seed).fork('classes'))
}
