import type { Profile } from '../../core/profile/profile.ts'
import { PAUSE, type SlowReader } from '../play/slow-reader.ts'
import { DEFAULT_MODEL, KEY_VARIABLE, type UpstreamTarget } from '../upstream/target.ts'

/** What the mock serves, and where: resolved once at the door. */
export interface Settings {
  readonly host: string
  readonly port: number
  readonly seed: number
  readonly ttftMs: number
  readonly gapMs: number
  /** Coefficient of variation of the gaps; 0 is constant. */
  readonly gapCv: number
  readonly tokens: number
  /** Name of a shipped profile, or a user's file. */
  readonly profileName?: string
  /** Wins over the four above, which it contains where a flag named them. */
  readonly profile?: Profile
  /** File of the truth log; none is kept where absent. */
  readonly truth?: string
  /** Name in `x-mock-instance`. */
  readonly instance: string
  /** How long streams may still run after SIGTERM. */
  readonly drainMs: number
  readonly exitWithParent: boolean
  /** Only the settings themselves are asked for. */
  readonly check: boolean
  /** HTTPS: HTTP/1.1 and HTTP/2 over a certificate made at the start. */
  readonly tls: boolean
  /** Processes that share the port. */
  readonly workers: number
  /** Waits up to this long are spun away instead of slept. */
  readonly pollMs: number
  /** What happens to a stream whose client does not read. */
  readonly slowReader: SlowReader
  readonly limits: Limits
  /** API base of the provider that the chat application asks. */
  readonly upstreamUrl?: string
  readonly upstreamModel: string
  /** Name of the variable that holds the provider's key. */
  readonly upstreamKeyEnv: string
  /** What the three above stand for, with the key. */
  readonly upstream?: UpstreamTarget
}

/** What clients may take of the server. */
export interface Limits {
  /** A client that has not sent its headers by then is dropped (408), as one that has not done its TLS handshake. */
  readonly headersMs: number
  /** And one that has not sent its whole body (408). */
  readonly requestMs: number
  /** A connection without a request is closed after so long. */
  readonly idleMs: number
  /** Connections beyond are closed at once; streams of one HTTP/2 connection beyond are refused. */
  readonly connections: number
}

export const DEFAULTS: Settings = {
  host: '127.0.0.1',
  port: 8080,
  seed: 1,
  ttftMs: 200,
  gapMs: 20,
  gapCv: 0,
  tokens: 64,
  instance: 'mock',
  drainMs: 5_000,
  exitWithParent: false,
  check: false,
  tls: false,
  workers: 1,
  pollMs: 0,
  slowReader: PAUSE,
  // Idle ones for longer than the pools of usual clients and proxies keep them, so that those close, not we.
  limits: { headersMs: 10_000, requestMs: 60_000, idleMs: 75_000, connections: 20_000 },
  upstreamModel: DEFAULT_MODEL,
  upstreamKeyEnv: KEY_VARIABLE,
}

/** The profile that the settings stand for. */
export const profileOf = ({ profile, ttftMs, gapMs, gapCv, tokens }: Settings): Profile =>
  profile ?? { ttftMs, prefillMs: 0, gapMs, gapCv, tokens, faults: [] }
