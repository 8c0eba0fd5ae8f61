import type { Settings } from '../door/settings.ts'
import { KEY_VARIABLE, type UpstreamTarget, upstreamTarget } from '../upstream/target.ts'
import { runMock, type RunningMock } from './running-mock.ts'

/** A chat application in front of a provider, both real servers. */
export interface Chain {
  readonly front: RunningMock
  readonly provider: RunningMock
  /** The front first: what it still relays, the provider still plays. */
  readonly stop: () => Promise<void>
}

/** The target of an API base. Throws where it is none. */
export function targetOf(url: string, key = ''): UpstreamTarget {
  const wish = { url, model: 'mock', keyVariable: KEY_VARIABLE, keyNamed: false }
  const target = upstreamTarget(wish, { [KEY_VARIABLE]: key })
  if (typeof target === 'string') throw new Error(target)
  return target
}

/** Starts both; the settings are the provider's and the front's. */
export async function chainMocks(
  served: Partial<Settings> = {},
  own: Partial<Settings> = {},
): Promise<Chain> {
  const provider = await runMock({ instance: 'provider', ...served })
  const upstream = targetOf(`${provider.url}/v1`)
  const front = await runMock({ instance: 'front', upstream, ...own })
  return {
    front,
    provider,
    async stop() {
      await front.stop()
      await provider.stop()
    },
  }
}
