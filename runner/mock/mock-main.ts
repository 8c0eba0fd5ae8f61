import { fileURLToPath } from 'node:url'

/** The mock's own program. */
export const MOCK_MAIN = fileURLToPath(new URL('../../mock-llm/main.ts', import.meta.url))

/** MOCK_* of the user's shell is meant for `streamgauge mock`; in a run its flags decide. */
export const withoutMockVariables = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('MOCK_')))
