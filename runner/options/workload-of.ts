import { classesWorkload } from '../../core/workload/classes-workload.ts'
import { realised } from '../../core/workload/realised.ts'
import type { ScenarioPlan } from '../run/run-plan.ts'
import type { ChosenTrace } from './load-trace.ts'

/** What is generated for a scenario, by a trace or by classes of clients, and what it comes to; nothing for all others. */
export function workloadOf(
  { name, load, variants, durationMs, streams }: ScenarioPlan,
  { trace, seed }: { readonly trace: ChosenTrace | undefined; readonly seed: number },
): Pick<ScenarioPlan, 'trace' | 'workload'> {
  if (trace !== undefined) {
    const { name: file, format, speed, played } = trace
    return { trace: played, workload: { name: file, format, speed, ...realised(played) } }
  }
  if (load.kind !== 'open') return {}
  const workload = classesWorkload(name, variants, { ...load, seed, durationMs, streams })
  return workload === undefined ? {} : { workload }
}
