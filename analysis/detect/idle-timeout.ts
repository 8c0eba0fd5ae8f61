import { type Detector, findingOn } from './detector.ts'
import { likelyOwners, timeLimits } from './time-limit.ts'

/** Streams that die after one and the same silence: an idle limit on the way. Failure modes B1, B2, B5. */
export const idleTimeout: Detector = ({ group, kin }) => {
  const limit = timeLimits({ group, kin }).idle
  if (limit === undefined) return []
  const { inside, ...evidence } = limit
  return [
    findingOn(group, 'idle-timeout', {
      severity: 'error',
      view: inside ? 'inside' : 'outside',
      what: `${limit.deaths} streams were ended after ${(limit.limitMs / 1000).toFixed(1)} s without content each: an idle limit${likelyOwners(limit.limitMs)}.`,
      evidence,
      remedy:
        'Raise the read or idle time-out of the hop that sets it above the longest silence of the model, or have the server send a comment every 15 s.',
    }),
  ]
}
