import { chosenScenarios } from './chosen-scenarios.ts'
import type { Values } from './options.ts'
import type { Problem } from './problem.ts'
import type { GivenByName } from './sources.ts'

/** Limits that are divided too: each generator needs one of them at least. */
const DIVIDED = ['concurrency', 'max-in-flight'] as const

/** What cannot be shared among the generators that `--segment` speaks of. */
export function shareableLoad({
  values,
  given,
}: {
  readonly values: Values
  readonly given: GivenByName
}): readonly Problem[] {
  const { segment } = values
  if (segment === undefined || segment.of === 1) return []
  const where = given.get('segment')?.where ?? '--segment'
  const alone = chosenScenarios(values).filter((one) => one.alone === true)
  const few = DIVIDED.filter((name) => (values[name] ?? segment.of) < segment.of)
  return [
    ...alone.map(({ name }): Problem => ({
      code: 'conflict',
      message: `${where}: the scenario ${name} cannot be shared, since what it does next depends on what it sees.`,
      hint: 'Run it on one generator, without --segment.',
    })),
    ...few.map((name): Problem => ({
      code: 'conflict',
      message: `${where}: ${segment.of} generators cannot share --${name} ${values[name]}.`,
      hint: `Give at least ${segment.of}, or fewer generators.`,
    })),
  ]
}
