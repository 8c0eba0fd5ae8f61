import type { LoadSpec } from '../../core/load-spec.ts'

/**
 * The resolved specifications that the runner wrote, one a scenario. Only to be called while k6 initialises: `open` reads
 * files then and at no other time.
 */
export function readSpecs(): readonly LoadSpec[] {
  const path = __ENV['STREAMGAUGE_INTERNAL_SPEC']
  if (path === undefined) {
    throw new Error('This script is started by `streamgauge run`, which writes what it should do.')
  }
  return JSON.parse(open(path)) as LoadSpec[]
}

/** Headers that must not stand in any file, from the environment. */
export function secretHeaders(): Readonly<Record<string, string>> {
  const text = __ENV['STREAMGAUGE_INTERNAL_SECRET_HEADERS']
  return text === undefined ? {} : (JSON.parse(text) as Record<string, string>)
}
