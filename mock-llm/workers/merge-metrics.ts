/** A gauge of how late a process is: the worst of all counts, not their sum. */
const WORST: ReadonlySet<string> = new Set(['mock_event_loop_lag_seconds'])

/** Adds up the samples of several processes, in Prometheus' text format; comments come from the first that has them. */
export function mergeMetrics(texts: readonly string[]): string {
  const lines = new Map<string, number | undefined>()
  for (const line of texts.flatMap((text) => text.split('\n'))) {
    if (line === '') continue
    const at = line.startsWith('#') ? -1 : line.lastIndexOf(' ')
    if (at < 0) lines.set(line, undefined)
    else add(lines, line.slice(0, at), Number(line.slice(at + 1)))
  }
  const merged = [...lines].map(([name, value]) =>
    value === undefined ? name : `${name} ${value}`,
  )
  return `${merged.join('\n')}\n`
}

function add(lines: Map<string, number | undefined>, name: string, value: number): void {
  const before = lines.get(name)
  if (before === undefined) lines.set(name, value)
  else lines.set(name, WORST.has(name) ? Math.max(before, value) : before + value)
}
