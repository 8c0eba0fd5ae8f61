import { fluidity } from '../../core/playout/fluidity.ts'
import { READER_NAMES, READERS, type ReaderName } from '../../core/playout/readers.ts'
import { playOut } from '../../core/playout/stalls.ts'
import type { StreamRecord } from '../../core/record/record.ts'
import { Column } from './column.ts'
import { eventArrivals } from './event-arrivals.ts'

const PLAYOUT_COLUMNS = ['stallRatio', 'stallsPer100Tokens', 'longestStallMs', 'fluidity'] as const
export type PlayoutColumn = (typeof PLAYOUT_COLUMNS)[number]

/** How every stream whose order of gaps is known plays out to each reader; the others have no row. */
export class PlayoutTable {
  readonly #columns = new Map(
    READER_NAMES.flatMap((reader) =>
      PLAYOUT_COLUMNS.map((name) => [`${reader} ${name}`, new Column()] as const),
    ),
  )

  add(record: StreamRecord): void {
    const arrivals = eventArrivals(record)
    if (arrivals === undefined) return
    const tokens = arrivals.tokensPerEvent * record.contentEvents
    for (const reader of READER_NAMES) {
      const rate = READERS[reader]
      const { stalls, stalledMs, longestMs, playedMs } = playOut(arrivals, rate)
      this.#push(reader, {
        stallRatio: stalledMs / playedMs,
        stallsPer100Tokens: (100 * stalls) / tokens,
        longestStallMs: longestMs,
        fluidity: fluidity(arrivals, rate),
      })
    }
  }

  column(reader: ReaderName, name: PlayoutColumn): Float64Array {
    return this.#columns.get(`${reader} ${name}`)!.values()
  }

  #push(reader: ReaderName, row: Readonly<Record<PlayoutColumn, number>>): void {
    for (const name of PLAYOUT_COLUMNS) {
      this.#columns.get(`${reader} ${name}`)!.push(row[name])
    }
  }
}
