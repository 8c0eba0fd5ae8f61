import type { Trial } from './trial.ts'
import { CLEAN } from './trials/clean.ts'
import { CUT } from './trials/cut.ts'
import { DAMAGED } from './trials/damaged.ts'
import { HELD } from './trials/held.ts'
import { LOAD } from './trials/load.ts'

/** Every trial of the table, in its order. */
export const TRIALS: readonly Trial[] = [...CLEAN, ...HELD, ...CUT, ...LOAD, ...DAMAGED]
