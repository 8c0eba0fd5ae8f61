import type { Profile } from '../core/profile/profile.ts'
import type { Departures } from './departures.ts'
import type { Ledger } from './ledger.ts'
import type { Admission } from './load/admission.ts'
import type { Player, Stage } from './play/player.ts'
import type { Settings } from './door/settings.ts'
import type { Provider } from './upstream/provider.ts'
import type { Siblings } from './workers/in-worker.ts'

/** What every request of one mock instance shares. */
export interface Desk {
  readonly settings: Settings
  readonly serving: Serving
  readonly admission: Admission
  readonly stage: Stage
  readonly ledger: Ledger
  readonly departures: Departures
  /** Streams being played. */
  readonly players: Set<Player>
  readonly siblings?: Siblings
  /** Answers the chat application instead of plans. */
  readonly provider?: Provider
  /** 0, 1, 2, … for each time a hash is seen: draws for requests without a key of their own. */
  readonly ordinal: (hash: string) => number
}

/** What is served from now on; `/control` changes it. */
export interface Serving {
  profile: Profile
  /** New requests are refused; streams that run go on. */
  draining: boolean
}

/** Hashes remembered; the oldest are forgotten first, so that no client can fill the memory. */
const REMEMBERED = 100_000

/** Counts occurrences by name. */
export function ordinals(): (name: string) => number {
  const seen = new Map<string, number>()
  return (name) => {
    const count = seen.get(name) ?? 0
    seen.delete(name)
    seen.set(name, count + 1)
    if (seen.size > REMEMBERED) {
      for (const oldest of seen.keys()) {
        seen.delete(oldest)
        break
      }
    }
    return count
  }
}
