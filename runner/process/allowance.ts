import { readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'

/** Cores that this process may use: affinity, and the cgroup's quota where there is one. */
export function cpuAllowance(): number {
  const quota = read('/sys/fs/cgroup/cpu.max')?.split(' ')
  const cores = availableParallelism()
  if (quota === undefined || quota[0] === 'max') return cores
  const share = Number(quota[0]) / Number(quota[1])
  return Number.isFinite(share) && share > 0 ? Math.min(cores, share) : cores
}

/** Periods in which our cgroup was throttled so far; undefined where the system does not tell. */
export function throttledPeriods(): number | undefined {
  const line = /^nr_throttled (\d+)$/mu.exec(read('/sys/fs/cgroup/cpu.stat') ?? '')
  return line === null ? undefined : Number(line[1])
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').trim()
  } catch {
    return undefined
  }
}
