import { readFileSync } from 'node:fs'

/** Clock ticks a second in /proc: fixed at 100 by Linux's user interface (man 5 proc, sysconf(_SC_CLK_TCK)). */
const TICKS = 100

/** CPU seconds (user and system) that a running process has used; undefined where /proc does not tell. */
export function cpuSeconds(pid: number): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The command's name may hold spaces and parentheses: fields are counted from its last one.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return (Number(fields[11]) + Number(fields[12])) / TICKS
  } catch {
    return undefined
  }
}

/** The sum over a process and its direct children (nginx's workers). */
export function familyCpuSeconds(pid: number): number | undefined {
  const own = cpuSeconds(pid)
  if (own === undefined) return undefined
  return childPids(pid).reduce((sum, child) => sum + (cpuSeconds(child) ?? 0), own)
}

function childPids(pid: number): number[] {
  try {
    const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim()
    return text === '' ? [] : text.split(' ').map(Number)
  } catch {
    return []
  }
}
