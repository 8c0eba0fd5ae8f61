import { isSuccess, type Outcome } from '../../core/outcome.ts'
import type { StreamRecord } from '../../core/record/record.ts'
import { GapSamples } from './gap-samples.ts'

/** What is learned from the streams of one scenario and route. */
export class LearnSamples {
  readonly scenario: string
  readonly route: string
  readonly gaps = new GapSamples()
  readonly ttftMs: number[] = []
  /** Content events of each stream that ended well. */
  readonly lengths: number[] = []
  /** Share of reasoning in the tokens of each stream that tells. */
  readonly reasoning: number[] = []
  /** Streams that ended in any other way, but for those that we ended ourselves. */
  readonly failed: StreamRecord[] = []
  readonly outcomes: Partial<Record<Outcome, number>> = {}
  streams = 0
  /** Streams whose end was the server's doing. */
  ended = 0
  /** Tokens by the server's own count, and the content events that brought them. */
  usageTokens = 0
  usageEvents = 0
  /** Read slowly on purpose: their times are the reader's, not the server's. */
  slowReaders = 0

  constructor(scenario: string, route: string) {
    this.scenario = scenario
    this.route = route
  }

  /** A measured stream's first attempt. */
  add(record: StreamRecord): void {
    const { outcome } = record
    this.streams++
    this.outcomes[outcome] = (this.outcomes[outcome] ?? 0) + 1
    if (record.reader === undefined) this.#addTimes(record)
    else this.slowReaders++
    if (OURS.has(outcome)) return
    this.ended++
    if (isSuccess(outcome)) this.#addLength(record)
    if (outcome !== 'complete' && outcome !== 'length_limited') this.failed.push(record)
  }

  #addTimes(record: StreamRecord): void {
    const ttftMs = record.ttftFromSendMs ?? record.ttftMs
    if (ttftMs !== undefined) this.ttftMs.push(ttftMs)
    this.gaps.add(record)
  }

  #addLength({ contentEvents, tokens, tokenSource, reasoningTokens }: StreamRecord): void {
    this.lengths.push(contentEvents)
    if (reasoningTokens !== undefined && tokens > 0) {
      this.reasoning.push(Math.min(1, reasoningTokens / tokens))
    }
    if (tokenSource !== 'usage') return
    this.usageTokens += tokens
    this.usageEvents += contentEvents
  }
}

const OURS: ReadonlySet<Outcome> = new Set(['cancelled', 'harness_cut'])
