import type { Finding } from '../../core/finding.ts'
import type { RunInfo } from '../../core/run-info.ts'
import type { RunTally } from '../read/run-tally.ts'
import { partsOf } from '../read/section-of.ts'
import { bufferSize } from './buffer-size.ts'
import { buffering } from './buffering.ts'
import { cancelNotPassedOn } from './cancel-not-passed-on.ts'
import { commonModeStall } from './common-mode-stall.ts'
import { compression } from './compression.ts'
import type { Detector, Observation } from './detector.ts'
import type { GroupEvidence } from './group-evidence.ts'
import { idleTimeout } from './idle-timeout.ts'
import { launderedTruncation } from './laundered-truncation.ts'
import { memoryAbsorption } from './memory-absorption.ts'
import { oneEventLate } from './one-event-late.ts'
import { reconnectStorm } from './reconnect-storm.ts'
import { retryAmplification } from './retry-amplification.ts'
import { totalTimeout } from './total-timeout.ts'
import { unfairBalancing } from './unfair-balancing.ts'
import { wireCorruption } from './wire-corruption.ts'

const DETECTORS: readonly Detector[] = [
  buffering,
  bufferSize,
  oneEventLate,
  compression,
  idleTimeout,
  totalTimeout,
  launderedTruncation,
  commonModeStall,
  unfairBalancing,
  reconnectStorm,
  retryAmplification,
  memoryAbsorption,
  cancelNotPassedOn,
  wireCorruption,
]

const DIRECT = 'direct'
const nameOf = ({ scenario }: GroupEvidence): string => partsOf(scenario).scenario
const RANK = { error: 0, warning: 1, info: 2 } as const

/** What every detector finds in every group of a run, the gravest first. */
export function findFindings(
  run: Pick<RunInfo, 'target' | 'mock'>,
  tally: RunTally,
): readonly Finding[] {
  const groups = [...tally.groups.values()]
  const further = tally.furtherAttempts()
  const all = groups.map(({ evidence }) => evidence)
  const found = all.flatMap((group) => {
    const direct = all.find(
      ({ scenario, route }) => scenario === group.scenario && route === DIRECT,
    )
    const observation: Observation = {
      group,
      kin: all.filter((other) => other.route === group.route && nameOf(other) === nameOf(group)),
      ...(direct !== undefined && direct !== group && { direct }),
      ...(run.mock !== undefined &&
        run.target === 'mock' && { serverInstances: run.mock.instances }),
      ownStalls: tally.ownStalls,
      furtherAttempts: further.get(group) ?? 0,
    }
    return DETECTORS.flatMap((detect) => detect(observation))
  })
  return found.toSorted((a, b) => RANK[a.severity] - RANK[b.severity])
}
