import type { FindingCode } from '../../core/finding.ts'

/** What a stream of a trial asks for, beside what all have in common: parameters of the ear's `open`. */
export interface StreamWish {
  /** For the mock: the header `x-mock`. */
  readonly mock: Readonly<Record<string, unknown>>
  readonly dialect?: string
  readonly method?: 'GET'
  readonly tags?: Readonly<Record<string, string>>
  readonly cancel?: Readonly<Record<string, unknown>>
  readonly read?: Readonly<Record<string, unknown>>
  readonly resume?: Readonly<Record<string, unknown>>
  readonly headers?: Readonly<Record<string, string>>
}

/** One way to plant a fault, or none, and what the detectors must say to it. */
export interface Trial {
  readonly name: string
  /** What is planted, one line of the table. */
  readonly plants: string
  /** `direct`, `hop:late`, `hop:cap`, `frozen`, or a file of deploy/nginx. */
  readonly route: string
  readonly streams: number
  /** Between two starts. */
  readonly spacingMs: number
  readonly stream: (index: number, seed: number) => StreamWish
  /** Must be named in every trial. Anything else of severity warning or error is a false alarm, … */
  readonly finds: readonly FindingCode[]
  /** … unless the fault brings it along. */
  readonly brings?: readonly FindingCode[]
  /** Found from the records alone as well, without the mock's log. */
  readonly fromOutside?: true
  /** A clean reference by the direct route in the same scenario, as a run with two routes has it. */
  readonly beside?: 'direct'
  /** At this offset the mocks of the trial stand still for so long. */
  readonly freeze?: { readonly atMs: number; readonly forMs: number }
}
