/**
 * `quick` against a target that is not this machine: few streams and short answers, since somebody else serves them and
 * somebody may pay for them.
 */
export const REMOTE_QUICK = { streams: 60, ratePerSecond: 2, maxTokens: 128 } as const
