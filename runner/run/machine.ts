import { arch, cpus, platform, release, totalmem, type } from 'node:os'
import type { RunInfo } from '../../core/run-info.ts'

/** The machine, for run.json. Neither host name nor user. */
export function machineFacts(): RunInfo['machine'] {
  const processors = cpus()
  return {
    os: platform(),
    kernel: `${type()} ${release()}`,
    arch: arch(),
    cpuModel: processors[0]?.model.trim() ?? 'unknown',
    cpus: processors.length,
    memoryBytes: totalmem(),
  }
}
