import type { Nginx } from '../nginx/find-nginx.ts'
import type { Interrupt } from './interrupt.ts'
import type { ResultsFolder } from './results-folder.ts'
import type { Measurable } from './routes-of.ts'
import type { RunPlan, Secrets } from './run-plan.ts'

/** What is known once everything that a run needs has been found. */
export interface Ready {
  readonly plan: RunPlan
  readonly secrets: Secrets
  readonly k6: { readonly path: string; readonly version: string }
  readonly nginx: Nginx | undefined
  readonly ways: Measurable
  readonly folder: ResultsFolder
  readonly interrupt: Interrupt
}
