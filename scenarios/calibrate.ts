import { CALIBRATION_PHASES } from '../core/calibration.ts'
import type { LoadSpec } from '../core/load-spec.ts'
import { baseline } from './baseline.ts'

/** The phases of a calibration, each a steady load of a few known streams from the mock. */
export const CALIBRATION: Readonly<Record<string, (spec: LoadSpec) => Promise<void>>> =
  Object.fromEntries(CALIBRATION_PHASES.map(({ name }) => [name, baseline]))
