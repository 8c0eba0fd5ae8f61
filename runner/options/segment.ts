import { parseSegment, type Segment } from '../../core/schedule/segment.ts'
import { accept, type Parser, refuse } from './parsed.ts'

/** More generators than this are a slip. */
const MOST_GENERATORS = 1_000

/** `2/3`: the second of three generators that share a load. */
export const segment: Parser<Segment> = (text, flag) => {
  const found = parseSegment(text.trim())
  if (found !== undefined && found.of <= MOST_GENERATORS) return accept(found)
  const hint = `Give K/N, this generator's number of all of them, for example ${flag} 1/2 on one and ${flag} 2/2 on the other.`
  return refuse(`"${text}" is no share of a load.`, hint)
}
