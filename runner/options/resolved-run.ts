import type { RunPlan, Secrets } from '../run/run-plan.ts'
import type { Problem } from './problem.ts'

/** Everything that `run` was asked to do: checked, all defaults filled in, frozen. The plan is JSON; secrets are apart. */
export interface ResolvedRun {
  readonly plan: RunPlan
  readonly secrets: Secrets
  /** Said on stderr before the run: what will be sent to a target that is not this machine, what has no effect. */
  readonly notices: readonly string[]
}

/** The run, or everything that is wrong with what was given. */
export type Resolution = { readonly run: ResolvedRun } | { readonly problems: readonly Problem[] }
