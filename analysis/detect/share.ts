import { LEAST_RATIO, LEAST_STREAMS } from './thresholds.ts'

/** Enough streams show a fault for it to be named. */
export const enough = (hits: number, of: number): boolean =>
  hits >= LEAST_STREAMS && hits >= LEAST_RATIO * of

/** `12 of 40 streams`. */
export const ofStreams = (hits: number, of: number): string => `${hits} of ${of} streams`
