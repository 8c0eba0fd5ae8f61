import type { RunInfo } from '../../core/run-info.ts'
import type { ClientFigures } from '../measure/part-figures.ts'
import { clientCpuRatio } from '../measure/trust.ts'
import { counted, measured, percent, THIN } from '../render/numbers.ts'
import type { Doubt } from '../summary/doubt.ts'

/** Limits of fitness (contract.md 6): beyond them the figures in milliseconds tell of us, not of the target. */
export const MOST_OWN_LAG_MS = 5
export const MOST_START_DELAY_MS = 50
export const MOST_CLIENT_CPU_RATIO = 0.8

/** The doubts that make figures in milliseconds unfit: before any gate is judged. */
export function fitnessDoubts({
  run,
  ownLagsP99Ms,
  startDelaysP99Ms,
}: ClientFigures): readonly Doubt[] {
  return [
    ownLagDoubt(ownLagsP99Ms),
    startDelayDoubt(startDelaysP99Ms),
    clientCpuDoubt(run),
    throttledDoubt(run),
  ].filter((doubt) => doubt !== undefined)
}

const LESS_LOAD = 'Lower --rate or --concurrency, or give the client more cores.'

/** `lags`: p99 of our own lag for each group, in milliseconds. */
function ownLagDoubt(lags: readonly number[]): Doubt | undefined {
  const worst = Math.max(0, ...lags)
  if (worst <= MOST_OWN_LAG_MS) return undefined
  return {
    code: 'own-lag',
    finding: `Our own lag was ${ms(worst)} at p99; ${ms(MOST_OWN_LAG_MS)} is the most that a fit client has.`,
    cause: 'Bytes lay in the kernel before we read them: the client was short of CPU.',
    nextStep: LESS_LOAD,
    unfit: true,
  }
}

/** `delays`: p99 of the start delay of each group, in milliseconds. */
function startDelayDoubt(delays: readonly number[]): Doubt | undefined {
  const worst = Math.max(0, ...delays)
  if (worst <= MOST_START_DELAY_MS) return undefined
  return {
    code: 'start-delay',
    finding: `Streams started ${ms(worst)} late at p99; ${ms(MOST_START_DELAY_MS)} is the most that a fit client has.`,
    cause: 'The client could not keep its own schedule. The delay is part of every TTFT.',
    nextStep: LESS_LOAD,
    unfit: true,
  }
}

function clientCpuDoubt(run: RunInfo): Doubt | undefined {
  const ratio = clientCpuRatio(run)
  if (ratio === undefined || ratio <= MOST_CLIENT_CPU_RATIO) return undefined
  return {
    code: 'client-cpu',
    finding: `The client used ${percent(ratio)} of the CPU it may use; ${percent(MOST_CLIENT_CPU_RATIO)} is the limit.`,
    cause: 'Close to its allowance the client delays its own reads and starts.',
    nextStep: LESS_LOAD,
    unfit: true,
  }
}

function throttledDoubt({ client }: RunInfo): Doubt | undefined {
  const periods = client?.throttledPeriods ?? 0
  if (periods <= 0) return undefined
  return {
    code: 'throttled',
    finding: `The client was throttled in ${counted(periods, 'scheduling period')}.`,
    cause:
      'Its container has a CPU quota and used it up; until the next period nothing of ours ran.',
    nextStep: 'Raise the CPU limit of the container, or lower the load.',
    unfit: true,
  }
}

const ms = (value: number): string => `${measured(value)}${THIN}ms`
