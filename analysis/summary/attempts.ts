/** How often streams were tried again, of one scenario over one route. */
export interface AttemptFigures {
  readonly scenario: string
  readonly route: string
  /** Streams that were meant, and all attempts at them. */
  readonly streams: number
  readonly attempts: number
  /** Attempts over streams: what trying again adds to the load. */
  readonly amplificationRatio: number
  /** Streams that ended well, at whichever attempt. */
  readonly succeededStreams: number
  /** Attempts that came before the server's Retry-After had passed. */
  readonly earlyAttempts: number
}
