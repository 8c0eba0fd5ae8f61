import type { Random } from './random.ts'
import { type Ms, ms } from './units.ts'

/** How starts are spread in an open loop. `cv` is the coefficient of variation of the gaps. */
export type Arrivals =
  | { readonly kind: 'constant' }
  | { readonly kind: 'poisson' }
  | { readonly kind: 'gamma'; readonly cv: number }

/**
 * The intended start of stream 0, 1, 2, … as an endless iterator of offsets from the first instant of the
 * load. `ratePerSecond` > 0 streams per second on average. Stream 0 starts at 0 for `constant`;
 * the random kinds draw a gap first, so that a window of T seconds holds rate·T starts on average.
 *
 * Poisson: exponential gaps. Gamma renewal process with shape k = 1/cv², mean gap 1/rate
 * (cv = 1 is Poisson; cv > 1 is bursty). The offsets are a pure function of the random's seed.
 */
export function* arrivalOffsets(
  arrivals: Arrivals,
  ratePerSecond: number,
  random: Random,
): Generator<Ms, never, undefined> {
  const meanGapMs = 1000 / ratePerSecond
  if (arrivals.kind === 'constant') {
    for (let index = 0; ; index++) yield ms(index * meanGapMs)
  }
  const shape = arrivals.kind === 'gamma' ? 1 / arrivals.cv ** 2 : 1
  let at = 0
  for (;;) {
    const unit = arrivals.kind === 'poisson' ? random.exponential() : random.gamma(shape) / shape
    at += unit * meanGapMs
    yield ms(at)
  }
}
