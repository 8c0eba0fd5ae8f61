/** What became of the streams that we cancelled in one way, at one point of their life, over one route. */
export interface CancellationFigures {
  readonly scenario: string
  readonly route: string
  /** `fin`, `rst`, `ws-message`, `ws-close`, `vanish`; over HTTP/2 `h2-reset` for all of them, whatever kind of stream. */
  readonly way: string
  /** Where in its life a stream was cancelled: `headers`, `first-token`, `tokens`. */
  readonly phase: string
  readonly streams: number
  /** Streams whose end the server noticed, and those that ended otherwise without its noticing; absent where no log tells. */
  readonly noticedStreams?: number
  readonly unnoticedStreams?: number
  /** Our cancelling until the server noticed, in milliseconds; absent where it never did, or where no log tells. */
  readonly lagP50Ms?: number
  readonly lagP99Ms?: number
  readonly lagMaxMs?: number
  /** Tokens that the server still wrote after we had gone, of all that it wrote. */
  readonly wastedTokens?: number
  readonly wastedTokensP99?: number
  readonly wastedRatio?: number
  /** Streams that the server played to their end all the same. */
  readonly orphanStreams?: number
}
