import type { StreamRecord } from '../../core/record/record.ts'
import { quantile } from '../../core/stats/quantile.ts'
import { sortSamples } from '../../core/stats/sorted-samples.ts'
import type { TruthLine } from '../../core/truth.ts'
import { partsOf } from '../read/section-of.ts'
import type { CancellationFigures } from '../summary/cancellation.ts'
import { compact } from './compact.ts'

/** Streams cancelled in one way, in one phase, over one route. Instants and times in milliseconds. */
interface Cell {
  readonly scenario: string
  readonly route: string
  readonly way: string
  readonly phase: string
  streams: number
  joined: number
  orphans: number
  unnoticed: number
  tokens: number
  readonly lagsMs: number[]
  readonly wasted: number[]
}

/** What became at the server of the streams that we cancelled: records and the mock's log, joined by the stream's id. */
export class CancelTally {
  readonly #cells = new Map<string, Cell>()

  /** A cancelled stream, whether or not the log tells of it. Probes are not to be given. */
  addRecord(section: string, record: StreamRecord): void {
    const cancel = cancelOf(record)
    if (cancel !== undefined) this.#cell(section, record, cancel).streams++
  }

  /**
   * The same stream and its truth. The lag is from the instant at which we closed or asked to stop, to that at which the
   * server noticed; what it wrote in between and after is wasted. A stream that was written to its end is an orphan.
   */
  addJoined(
    section: string,
    record: StreamRecord,
    truth: Pick<TruthLine, 'clientGoneMs' | 'outcome'> & { readonly tokenMs: ArrayLike<number> },
  ): void {
    const cancel = cancelOf(record)
    if (cancel === undefined) return
    const cell = this.#cell(section, record, cancel)
    const closedMs = record.scheduledMs + cancel.atMs
    cell.joined++
    cell.tokens += truth.tokenMs.length
    cell.wasted.push(Array.from(truth.tokenMs).filter((atMs) => atMs > closedMs).length)
    if (truth.clientGoneMs !== undefined)
      cell.lagsMs.push(Math.max(0, truth.clientGoneMs - closedMs))
    else if (truth.outcome === 'played') cell.orphans++
    else cell.unnoticed++
  }

  /** In the order in which the kinds first came. */
  figures(): readonly CancellationFigures[] {
    return [...this.#cells.values()].map(figuresOf)
  }

  #cell(section: string, { route, protocol }: StreamRecord, { how, phase }: Cancelled): Cell {
    // On HTTP/2 the connection is others' too: whatever was asked for, the stream is reset by a frame. One way, one kind.
    const reset = protocol === 'HTTP/2'
    const scenario = reset ? partsOf(section).scenario : section
    const way = reset ? 'h2-reset' : how
    const key = [scenario, route, way, phase].join('\n')
    const known = this.#cells.get(key)
    if (known !== undefined) return known
    const counts = { streams: 0, joined: 0, orphans: 0, unnoticed: 0, tokens: 0 }
    const cell: Cell = { scenario, route, way, phase, ...counts, lagsMs: [], wasted: [] }
    this.#cells.set(key, cell)
    return cell
  }
}

type Cancelled = NonNullable<StreamRecord['cancel']>

/** A slow reader that leaves is told of among the slow readers. */
const cancelOf = ({ cancel, outcome, reader }: StreamRecord): Cancelled | undefined =>
  outcome === 'cancelled' && reader === undefined ? cancel : undefined

function figuresOf(cell: Cell): CancellationFigures {
  const { scenario, route, way, phase, streams, joined, orphans, unnoticed } = cell
  const base = { scenario, route, way, phase, streams }
  if (joined === 0) return base
  const lags = sortSamples(cell.lagsMs)
  const wastedTokens = cell.wasted.reduce((sum, one) => sum + one, 0)
  return compact({
    ...base,
    noticedStreams: cell.lagsMs.length,
    unnoticedStreams: unnoticed,
    orphanStreams: orphans,
    lagP50Ms: quantile(lags, 0.5),
    lagP99Ms: quantile(lags, 0.99),
    lagMaxMs: lags.at(-1),
    wastedTokens,
    wastedTokensP99: quantile(sortSamples(cell.wasted), 0.99),
    wastedRatio: cell.tokens > 0 ? wastedTokens / cell.tokens : 0,
  })
}
