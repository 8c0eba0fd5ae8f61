import { arrivalRamp } from './arrival-ramp.ts'
import { baseline } from './baseline.ts'
import { bufferStrategies } from './buffer-strategies.ts'
import { burst } from './burst.ts'
import { cancelStorm } from './cancel-storm.ts'
import { chaosCut } from './chaos-cut.ts'
import { highConcurrency } from './high-concurrency.ts'
import { mix } from './mix.ts'
import { multiTurn } from './multi-turn.ts'
import { rateLimit } from './rate-limit.ts'
import { reload } from './reload.ts'
import { quick } from './quick.ts'
import type { Scenario } from './scenario.ts'
import { slowReader } from './slow-reader.ts'
import { soak } from './soak.ts'
import { sticky } from './sticky.ts'
import { transports } from './transports.ts'
import { wireCorpus } from './wire-corpus.ts'

/** Every scenario, in the order of `list`; the first is what `run` does where none is named. */
export const SCENARIOS: readonly Scenario[] = [
  quick,
  baseline,
  transports,
  arrivalRamp,
  burst,
  mix,
  multiTurn,
  cancelStorm,
  slowReader,
  chaosCut,
  wireCorpus,
  rateLimit,
  sticky,
  reload,
  bufferStrategies,
  soak,
  highConcurrency,
]

export const scenarioNamed = (name: string): Scenario | undefined =>
  SCENARIOS.find((scenario) => scenario.name === name)
