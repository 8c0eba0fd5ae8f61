import { spawnSync } from 'node:child_process'
import { MOCK_MAIN, withoutMockVariables } from './mock-main.ts'

/** Everything that the mock finds wrong with a profile of the user's own, a sentence each. The mock alone knows what one holds. */
export function profileProblems(file: string, cwd: string): readonly string[] {
  const args = [MOCK_MAIN, '--check', '--profile', file]
  const env = withoutMockVariables(process.env)
  const { status, stderr } = spawnSync(process.execPath, args, { cwd, env, encoding: 'utf8' })
  if (status === 0) return []
  return stderr
    .trimEnd()
    .split('\n')
    .map((line) => line.replace('streamgauge mock: ', ''))
}
