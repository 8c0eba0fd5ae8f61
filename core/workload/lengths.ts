import { drawFrom, type Quantiles } from '../profile/quantiles.ts'
import { type Random, seededRandom } from '../random.ts'

/** How long prompts and answers of one kind of stream are, in tokens: a number, or a table that each stream draws from. */
export interface Lengths {
  readonly input: number | Quantiles
  /** Absent: as long as the target likes. */
  readonly output?: number | Quantiles
}

/** What one stream asks for. */
export interface Asked {
  readonly inputTokens: number
  readonly outputTokens?: number
}

/** What a stream draws from: a pure function of the run's seed and the stream's number within its kind, `KIND/NUMBER`. */
export const streamRandom = (seed: number, key: string): Random =>
  seededRandom(seed).fork(`stream/${key}`)

/** Draws a stream's lengths; input and output are independent (methods.md). `random` is that stream's own. */
export function drawLengths({ input, output }: Lengths, random: Random): Asked {
  const draw = (of: number | Quantiles, name: string): number =>
    typeof of === 'number' ? of : Math.max(1, Math.round(drawFrom(of, random.fork(name).next())))
  return {
    inputTokens: draw(input, 'input'),
    ...(output !== undefined && { outputTokens: draw(output, 'output') }),
  }
}
