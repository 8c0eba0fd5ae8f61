import type { EvidenceTable } from './evidence-table.ts'
import { LATE_BURSTS_RATIO, LATE_BY_ONE_RATIO } from './thresholds.ts'

/** Each token came one by one, and with the next one: by the mock's log. */
export const isLateByOne = (streams: EvidenceTable, row: number): boolean =>
  streams.at(row, 'lateByOneRatio') >= LATE_BY_ONE_RATIO &&
  streams.at(row, 'bursts') >= LATE_BURSTS_RATIO * streams.at(row, 'truthBursts')
