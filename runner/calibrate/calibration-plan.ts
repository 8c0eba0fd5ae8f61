import { CALIBRATION_LOAD, CALIBRATION_PHASES } from '../../core/calibration.ts'
import { resolveRun } from '../options/resolve-run.ts'
import type { ResolvedRun } from '../options/resolved-run.ts'
import type { ScenarioPlan } from '../run/run-plan.ts'

/**
 * The run that calibrates: our mock, direct, the phases one after the other, into the folder `out`. Nothing of the user's
 * own (environment, file of options) takes part: a calibration is the same everywhere.
 */
export function calibrationPlan(out: string, quiet: boolean): ResolvedRun {
  const resolution = resolveRun({
    flags: new Map([
      ['route', ['direct']],
      ['no-probe', ['true']],
      ['no-canary', ['true']],
      ['warmup', ['0']],
      ['slo', ['none']],
      ['quiet', [String(quiet)]],
      ['out', [out]],
    ]),
    env: {},
    cwd: out,
    commandLine: ['streamgauge', 'calibrate'],
    terminal: false,
  })
  if ('problems' in resolution) throw new Error(JSON.stringify(resolution.problems))
  const { plan } = resolution.run
  const variants = plan.scenarios[0]?.variants ?? []
  const scenarios = CALIBRATION_PHASES.map(({ name, mock }): ScenarioPlan => ({
    name,
    knobs: {},
    variants,
    mock,
    load: {
      kind: 'open',
      ratePerSecond: CALIBRATION_LOAD.ratePerSecond,
      arrivals: { kind: 'constant' },
    },
    streams: CALIBRATION_LOAD.streams,
    warmupMs: 0,
  }))
  return { ...resolution.run, plan: { ...plan, scenarios } }
}
