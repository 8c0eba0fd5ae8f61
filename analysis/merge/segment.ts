import type { RunInfo } from '../../core/run-info.ts'
import { parseSegment, type Segment } from '../../core/schedule/segment.ts'

/** What `--segment` said, as run.json keeps it (`1/2`); undefined for a whole load. */
export function segmentOf({ config }: RunInfo): Segment | undefined {
  const segment = config['segment']
  return typeof segment === 'string' ? parseSegment(segment) : undefined
}
