import type { StreamRecord } from '../../core/record/record.ts'

/**
 * What a stream is judged with: its scenario, and after a slash the kind of its streams where the scenario has several. Each
 * kind is a scenario of its own to every figure and gate.
 */
export function sectionOf({ scenario, tags }: Pick<StreamRecord, 'scenario' | 'tags'>): string {
  const variant = tags?.['variant']
  return typeof variant === 'string' && variant !== '' ? `${scenario}/${variant}` : scenario
}

/** Names of scenarios and kinds that are ours; any other text with a slash in it is a scenario of somebody's script. */
const WITH_KIND = /^([\w-]+)\/([\w.-]+)$/u

/** The scenario and the kind of streams of a section. */
export function partsOf(section: string): { readonly scenario: string; readonly variant?: string } {
  const [, scenario, variant] = WITH_KIND.exec(section) ?? []
  return scenario === undefined || variant === undefined
    ? { scenario: section }
    : { scenario, variant }
}
