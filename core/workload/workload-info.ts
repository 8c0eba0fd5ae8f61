import type { Realised } from './realised.ts'

/** A generated workload in `run.json`: where it comes from, and what it came to. */
export interface WorkloadInfo extends Realised {
  /** The trace's file, or the scenario whose classes draw it. */
  readonly name: string
  readonly format?: 'azure-llm' | 'mooncake'
  readonly speed?: number
  /** Of each class of clients by itself. */
  readonly classes?: Readonly<Record<string, Realised>>
}
