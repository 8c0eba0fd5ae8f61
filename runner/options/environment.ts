import { nearest } from './nearest.ts'
import { OPTION_NAMES, type OptionName } from './options.ts'
import type { Problem } from './problem.ts'
import type { Given } from './option.ts'
import type { Sources } from './sources.ts'

const PREFIX = 'STREAMGAUGE_'
const INTERNAL = 'STREAMGAUGE_INTERNAL_'

export const variableOf = (name: OptionName): string =>
  `${PREFIX}${name.toUpperCase().replaceAll('-', '_')}`

const BY_VARIABLE = new Map(OPTION_NAMES.map((name) => [variableOf(name), name]))

/** Options given by STREAMGAUGE_*; a variable of that prefix that is none of ours is a problem. */
export function readEnvironment(
  env: Sources['env'],
  problems: Problem[],
): ReadonlyMap<OptionName, Given> {
  const given = new Map<OptionName, Given>()
  for (const [variable, text] of Object.entries(env)) {
    if (text === undefined || !variable.startsWith(PREFIX) || variable.startsWith(INTERNAL))
      continue
    const name = BY_VARIABLE.get(variable)
    if (name !== undefined) given.set(name, { where: variable, texts: [text] })
    else problems.push(unknownVariable(variable))
  }
  return given
}

function unknownVariable(variable: string): Problem {
  const bare = (one: string): string => one.slice(PREFIX.length)
  const near = nearest(bare(variable), [...BY_VARIABLE.keys()].map(bare))
  return {
    code: 'unknown-variable',
    message: `${variable}: no option is called so.`,
    hint:
      near === undefined
        ? 'Unset it; `streamgauge run --help` lists the options, and each is a variable too.'
        : `Did you mean ${PREFIX}${near}?`,
  }
}
