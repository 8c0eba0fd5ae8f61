import type { StreamRecord } from '../../core/record/record.ts'
import { quantile } from '../../core/stats/quantile.ts'
import { sortSamples } from '../../core/stats/sorted-samples.ts'
import type { TruthLine } from '../../core/truth.ts'
import type { SlowReaderFigures } from '../summary/slow-readers.ts'
import { compact } from './compact.ts'

/** Slow readers of one scenario over one route. */
interface Cell {
  readonly scenario: string
  readonly route: string
  readonly reader: NonNullable<StreamRecord['reader']>
  readonly over: Pick<StreamRecord, 'transport' | 'protocol'>
  streams: number
  joined: number
  blocked: number
  aborted: number
  swallowed: number
  maxQueuedBytes: number
  readonly blockedMs: number[]
  readonly withheldMs: number[]
  readonly absorbedBytes: number[]
}

type Truth = Pick<TruthLine, 'outcome' | 'blockedMs' | 'maxQueuedBytes' | 'writtenBytes'>

/** What slow readers did to the server: records and the mock's log, joined by the stream's id. */
export class SlowTally {
  readonly #cells = new Map<string, Cell>()

  /** A stream that was read slowly on purpose. Probes are not to be given. */
  addRecord(section: string, record: StreamRecord): void {
    if (!isSlow(record)) return
    const cell = this.#cell(section, record)
    cell.streams++
    if (record.reader?.withheldMs !== undefined) cell.withheldMs.push(record.reader.withheldMs)
  }

  /** The same stream and its truth. */
  addJoined(section: string, record: StreamRecord, truth: Truth): void {
    if (!isSlow(record)) return
    const cell = this.#cell(section, record)
    cell.joined++
    if ((truth.blockedMs ?? 0) > 0) cell.blocked++
    if (truth.outcome === 'slow_client') cell.aborted++
    // Its end had been written, but the client never came to read it.
    if (truth.outcome === 'played' && record.terminated !== true) cell.swallowed++
    cell.maxQueuedBytes = Math.max(cell.maxQueuedBytes, truth.maxQueuedBytes ?? 0)
    cell.blockedMs.push(truth.blockedMs ?? 0)
    if (truth.writtenBytes !== undefined) {
      cell.absorbedBytes.push(Math.max(0, truth.writtenBytes - record.bytes))
    }
  }

  /** In the order in which the kinds first came. */
  figures(): readonly SlowReaderFigures[] {
    const cells = [...this.#cells.values()]
    return cells.map((cell) => {
      const direct = cells.find(
        ({ scenario, route }) => scenario === cell.scenario && route === DIRECT,
      )
      return figuresOf(cell, direct && median(direct.absorbedBytes))
    })
  }

  #cell(scenario: string, { route, reader = {}, transport, protocol }: StreamRecord): Cell {
    const key = `${scenario}\n${route}`
    const known = this.#cells.get(key)
    if (known !== undefined) return known
    const counts = {
      streams: 0,
      joined: 0,
      blocked: 0,
      aborted: 0,
      swallowed: 0,
      maxQueuedBytes: 0,
    }
    const cell: Cell = {
      scenario,
      route,
      reader,
      over: { transport, ...(protocol !== undefined && { protocol }) },
      ...counts,
      blockedMs: [],
      withheldMs: [],
      absorbedBytes: [],
    }
    this.#cells.set(key, cell)
    return cell
  }
}

const DIRECT = 'direct'

const isSlow = ({ reader }: StreamRecord): boolean => reader !== undefined

const median = (values: readonly number[]): number | undefined => quantile(sortSamples(values), 0.5)

function figuresOf(cell: Cell, kernelBytes: number | undefined): SlowReaderFigures {
  const { scenario, route, reader, streams } = cell
  const base = compact({
    scenario,
    route,
    ...cell.over,
    streams,
    bytesPerSecond: reader.bytesPerSecond,
    receiveBufferBytes: reader.receiveBufferBytes,
    withheldMs: median(cell.withheldMs),
  })
  if (cell.joined === 0) return base
  const absorbedBytes = median(cell.absorbedBytes)
  const byKernel =
    absorbedBytes === undefined || kernelBytes === undefined
      ? undefined
      : Math.min(absorbedBytes, kernelBytes)
  return compact({
    ...base,
    blockedStreams: cell.blocked,
    blockedMs: median(cell.blockedMs),
    maxQueuedBytes: cell.maxQueuedBytes,
    abortedStreams: cell.aborted,
    swallowedStreams: cell.swallowed,
    absorbedBytes,
    absorbedByKernelBytes: byKernel,
    absorbedByProxyBytes: byKernel === undefined ? undefined : absorbedBytes! - byKernel,
  })
}
