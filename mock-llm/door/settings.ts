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
  /** HTTPS: HTTP/1.1 and HTTP/2 over a certificate made at the start. */
  readonly tls: boolean
  /** Processes that share the port. */
  readonly workers: number
  /** Waits up to this long are spun away instead of slept. */
  readonly pollMs: number
  /** What happens to a stream whose client does not read. */
  readonly slowReader: SlowReader
  /** API base of the provider that the chat application asks. */
  readonly upstreamUrl?: string
  readonly upstreamModel: string
  /** Name of the variable that holds the provider's key. */
  readonly upstreamKeyEnv: string
  /** What the three above stand for, with the key. */
  readonly upstream?: UpstreamTarget
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
  tls: false,
  workers: 1,
  pollMs: 0,
  slowReader: PAUSE,
  upstreamModel: DEFAULT_MODEL,
  upstreamKeyEnv: KEY_VARIABLE,
}

/** The profile that the settings stand for. */
export const profileOf = ({ profile, ttftMs, gapMs, gapCv, tokens }: Settings): Profile =>
  profile ?? { ttftMs, prefillMs: 0, gapMs, gapCv, tokens, faults: [] }
