import { readConfigFile } from './config-file.ts'
import { readEnvironment } from './environment.ts'
import { type OptionName, OPTIONS } from './options.ts'
import type { Problem } from './problem.ts'
import type { Given } from './option.ts'
import type { GivenByName, Sources } from './sources.ts'

/** What was given from all sources, each option from the strongest one; and what is wrong with the sources. */
export function gather(sources: Sources, problems: Problem[]): GivenByName {
  const flags = new Map<OptionName, Given>()
  for (const [name, texts] of sources.flags) flags.set(name, { where: whereFlag(name), texts })
  const environment = readEnvironment(sources.env, problems)
  const config = flags.get('config') ?? environment.get('config')
  const file = readConfigFile(
    config && { name: config.texts.at(-1) ?? '', where: config.where },
    sources.cwd,
    problems,
  )
  return new Map([...file, ...environment, ...flags])
}

const whereFlag = (name: OptionName): string =>
  OPTIONS[name].positional === true ? name : `--${name}`
