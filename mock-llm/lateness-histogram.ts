import type { Metric } from '../core/metrics/catalog.ts'

/** Later than this counts as late. */
const LATE_MS = 5

/**
 * A Prometheus histogram of its own, since it is fed once a token: prom-client's `observe` would cost more than the
 * rest of a token's arithmetic.
 */
export interface LatenessHistogram {
  readonly observe: (lateMs: number) => void
  /** In Prometheus' text format. */
  readonly text: () => string
}

/** An empty histogram with the catalogue's name, help and buckets (seconds). */
export function latenessHistogram(metric: Metric, late: () => void): LatenessHistogram {
  const edges = [...(metric.buckets ?? [])]
  const edgesMs = edges.map((edge) => edge * 1000)
  const counts = Array.from({ length: edges.length + 1 }, () => 0)
  let sumMs = 0
  return {
    observe(lateMs) {
      let bucket = 0
      while (bucket < edgesMs.length && lateMs > (edgesMs[bucket] ?? 0)) bucket++
      counts[bucket] = (counts[bucket] ?? 0) + 1
      sumMs += lateMs
      if (lateMs > LATE_MS) late()
    },
    text() {
      const { name, help } = metric
      const lines = [`# HELP ${name} ${help}`, `# TYPE ${name} histogram`]
      let total = 0
      for (const [bucket, count] of counts.entries()) {
        total += count
        lines.push(`${name}_bucket{le="${edges[bucket] ?? '+Inf'}"} ${total}`)
      }
      lines.push(`${name}_sum ${sumMs / 1000}`, `${name}_count ${total}`)
      return `${lines.join('\n')}\n`
    },
  }
}
