/** Scenario and route of canary streams in the records. */
export const CANARY = 'canary'

/** The same of the streams that calibrate a run before its load. */
export const CALIBRATION = 'calibration'

/**
 * What the canary's mock serves: a token every 20 ms, exactly, a second a stream: short enough that a run of a few seconds
 * holds some that are whole.
 */
export const CANARY_STREAM = { ttftMs: 20, gapMs: 20, tokens: 50 } as const

/** Streams for measuring our own error before and beside a load: they carry `probe`, and are in no group. */
export const isCanary = (record: {
  readonly scenario: string
  readonly route: string
  readonly probe?: true
}): boolean =>
  record.probe === true &&
  record.scenario === record.route &&
  (record.scenario === CANARY || record.scenario === CALIBRATION)
