import { relative } from 'node:path'
import type { RouteSpec } from '../../core/load-spec.ts'
import { EXIT } from '../exit-codes.ts'
import { Failure } from '../failure.ts'
import { bundle } from './bundle.ts'
import type { RunPlan, ScenarioPlan } from './run-plan.ts'

/** A user's own k6 script: its whole path, and the path of the target's API base. */
export type UserScript = NonNullable<ScenarioPlan['script']>

/** The run's script, which is then all of its load; undefined where our own scenarios make it. */
export const userScript = ({ scenarios }: Pick<RunPlan, 'scenarios'>): UserScript | undefined =>
  scenarios[0]?.script

/** What a script finds in `__ENV`: where its target is, directly or through nginx. Origins of several instances: the first. */
export function scriptEnv(
  { basePath }: UserScript,
  { seed }: Pick<RunPlan, 'seed'>,
  routes: readonly RouteSpec[],
): Readonly<Record<string, string>> {
  const [route] = routes
  return {
    STREAMGAUGE_TARGET: `${route?.origins[0] ?? ''}${basePath}`,
    STREAMGAUGE_ROUTE: route?.name ?? '',
    STREAMGAUGE_SEED: String(seed),
  }
}

/** Bundles a script. One that cannot be read as a program is wrong usage: file, line and column are named. */
export async function bundleScript({ file }: UserScript, outfile?: string): Promise<void> {
  try {
    await bundle(file, outfile)
  } catch (error) {
    const faults = (error as { readonly errors?: readonly Fault[] }).errors
    if (faults === undefined) throw error
    const said = faults.map(({ text, location }) =>
      location === null
        ? text
        : `${relative(process.cwd(), location.file)}:${location.line}:${location.column + 1}: ${text}`,
    )
    throw new Failure(EXIT.usage, said.join('\n'), 'Correct the script.')
  }
}

/** Of esbuild: https://esbuild.github.io/api/#build-failures */
interface Fault {
  readonly text: string
  readonly location: {
    readonly file: string
    readonly line: number
    readonly column: number
  } | null
}

/** k6's exit codes for a script that throws before its load, or in `setup` or `teardown`, and for wrong `options`. */
const SCRIPT_FAULTS: ReadonlySet<number> = new Set([100, 101, 104, 107])

/** Whether k6 ended because of the script itself. */
export const isScriptFault = (exitCode: number): boolean => SCRIPT_FAULTS.has(exitCode)

/**
 * What a script threw first, by k6's log, and where: `mine.ts:4: Error: boom`; undefined where it threw nothing. k6 knows
 * the source's own lines by the bundle's source map.
 */
export function thrownIn(log: string, { file }: UserScript): string | undefined {
  const [, what, line] = THROWN.exec(log) ?? []
  return what === undefined ? undefined : `${relative(process.cwd(), file)}:${line}: ${what}`
}

/** A line, and below it the first place of its stack: `at name (file:///mine.ts:4:6(23))`. */
const THROWN = /^(\S.*)\n(?:\s+at .*\n)*?\s+at .*file:\/\/\S*?:(\d+):\d+\(\d+\)/mu
