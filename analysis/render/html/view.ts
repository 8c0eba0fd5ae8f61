import type { GroupSamples, Samples } from '../../charts/samples.ts'
import type { Comparison } from '../../summary/comparison.ts'
import type { Group } from '../../summary/group.ts'
import type { Summary } from '../../summary/summary.ts'
import { type Markup, markup } from './markup.ts'

/** One scenario as the report shows it: its routes with their colours. */
export interface ScenarioView {
  readonly scenario: string
  readonly groups: readonly Group[]
  readonly samples: readonly GroupSamples[]
  readonly comparisons: readonly Comparison[]
}

export function scenarioViews(summary: Summary, samples: Samples): readonly ScenarioView[] {
  const scenarios = [...new Set(summary.groups.map((group) => group.scenario))]
  return scenarios.map((scenario) => ({
    scenario,
    groups: summary.groups.filter((each) => each.scenario === scenario && each.startedStreams > 0),
    samples: samples.groups.filter((each) => each.scenario === scenario),
    comparisons: summary.comparisons.filter((each) => each.scenario === scenario),
  }))
}

const COLOURS = 6

/** The class that gives a route its colour, the same all over the page. */
export function routeClass(summary: Summary, route: string): string {
  const names = [
    ...new Set(
      [...summary.run.routes, ...summary.groups.map((each) => ({ name: each.route }))].map(
        ({ name }) => name,
      ),
    ),
  ]
  return `r${Math.max(0, names.indexOf(route)) % COLOURS}`
}

/** The name of a route with its colour beside it. */
export function routeTag(summary: Summary, route: string): Markup {
  return markup`<span class="route ${routeClass(summary, route)}">${route}</span>`
}

export function legend(summary: Summary, routes: readonly string[]): Markup {
  return markup`<p class="legend">${routes.map((route) => routeTag(summary, route))}</p>`
}
