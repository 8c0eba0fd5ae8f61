import type { StreamRecord } from '../../core/record/record.ts'

/**
 * What a stream is judged with: its scenario, and after a slash the kind of its streams where the scenario has several. Each
 * kind is a scenario of its own to every figure and gate.
 */
export function sectionOf({ scenario, tags }: Pick<StreamRecord, 'scenario' | 'tags'>): string {
  const variant = tags?.['variant']
  return typeof variant === 'string' ? `${scenario}/${variant}` : scenario
}

/** The scenario and the kind of streams of a section. */
export function partsOf(section: string): { readonly scenario: string; readonly variant?: string } {
  const at = section.indexOf('/')
  if (at === -1) return { scenario: section }
  return { scenario: section.slice(0, at), variant: section.slice(at + 1) }
}
