import { partsOf } from '../read/section-of.ts'
import type { Group } from '../summary/group.ts'
import type { Knee } from '../summary/knee.ts'
import { compact } from './compact.ts'

const RAMP = 'arrival-ramp'

interface Step {
  readonly perSecond: number
  readonly group: Group
}

/** The knee of each route that a ramp was played on: its steps are kinds of streams, called by their starts a second. */
export function kneesOf(groups: readonly Group[]): readonly Knee[] {
  const steps = groups.flatMap((group): Step[] => {
    const { scenario, variant } = partsOf(group.scenario)
    return scenario === RAMP && group.startedStreams > 0
      ? [{ perSecond: Number(variant), group }]
      : []
  })
  return [...Map.groupBy(steps, ({ group }) => group.route)].map(([route, own]) =>
    kneeOf(route, own),
  )
}

function kneeOf(route: string, steps: readonly Step[]): Knee {
  const inOrder = steps.toSorted((a, b) => a.perSecond - b.perSecond)
  const broke = inOrder.findIndex(({ group }) => group.steadyState?.result === 'unstable')
  const served = broke === -1 ? inOrder.at(-1) : inOrder[broke - 1]
  return compact({
    scenario: RAMP,
    route,
    servedPerSecond: served?.perSecond,
    tokensPerSecond: served?.group.throughput?.tokensPerSecond,
    unstablePerSecond: inOrder[broke]?.perSecond,
  })
}

/** In a sentence. */
export function kneeSentence({ route, servedPerSecond, unstablePerSecond }: Knee): string {
  if (servedPerSecond === undefined) {
    return `${route}: already ${unstablePerSecond} starts a second were more than is served`
  }
  return unstablePerSecond === undefined
    ? `${route}: ${servedPerSecond} starts a second were served; the ramp ended before the knee`
    : `${route}: ${servedPerSecond} starts a second were served, ${unstablePerSecond} were too many`
}
