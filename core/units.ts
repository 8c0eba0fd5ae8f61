/**
 * Durations inside `core` are milliseconds, as a branded number, so that a second or a nanosecond
 * cannot slip in unseen. Only this file converts.
 */
declare const msBrand: unique symbol
export type Ms = number & { readonly [msBrand]: true }

/** Marks a plain number of milliseconds as `Ms`. */
export const ms = (milliseconds: number): Ms => milliseconds as Ms
/** Rounds to whole microseconds, the resolution of every duration in a file. */
export const roundMs = (m: number): Ms => (Math.round(m * 1000) / 1000) as Ms
