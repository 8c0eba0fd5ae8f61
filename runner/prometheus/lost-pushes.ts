import type { RunnerDoubt } from '../../core/run-info.ts'

/** k6 logs a push that failed, does not repeat it, and exits as if nothing had been: k6 v2.2.0, remotewrite.go, flush. */
const FAILED = /Failed to send the time series data/gu

/** A doubt where k6's log tells of metrics that did not arrive; the records have them all. */
export function lostPushes(log: string, url: string): readonly RunnerDoubt[] {
  const failed = log.match(FAILED)?.length ?? 0
  if (failed === 0) return []
  return [
    {
      code: 'remote-write-lost',
      finding: `${failed} ${failed === 1 ? 'push' : 'pushes'} of metrics to ${url} failed: dashboards lack a part of this run.`,
      cause:
        'The receiver was gone, refused, or takes no native histograms. Records and report have every stream.',
      nextStep:
        'See k6.log and the receiver. Prometheus needs --web.enable-remote-write-receiver, and before 3.8 --enable-feature=native-histograms.',
    },
  ]
}
