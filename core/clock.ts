/** A monotonic clock in milliseconds. Everything that waits or stamps takes one as an argument. */
export interface Clock {
  /** Milliseconds since an arbitrary origin; on the host's CLOCK_MONOTONIC in production. */
  nowMs(): number
}
