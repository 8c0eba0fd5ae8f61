import { type Detector, findingOn } from './detector.ts'
import { likelyOwners, timeLimits } from './time-limit.ts'

/** Streams that die at one and the same age, whatever they were doing: a limit on the whole answer, failure mode B3. */
export const totalTimeout: Detector = ({ group, kin }) => {
  const limit = timeLimits({ group, kin }).total
  if (limit === undefined) return []
  const { inside, ...evidence } = limit
  return [
    findingOn(group, 'total-timeout', {
      severity: 'error',
      view: inside ? 'inside' : 'outside',
      what: `${limit.deaths} streams were ended at the age of ${(limit.limitMs / 1000).toFixed(1)} s in the middle of the answer: a limit on the whole${likelyOwners(limit.limitMs)}.`,
      evidence,
      remedy:
        'Raise or remove the limit on the whole response at the hop that sets it (Envoy: route timeout 0; Go: no WriteTimeout for streams); pings do not help.',
    }),
  ]
}
