import type { RemoteWrite } from './remote-write.ts'

/** What k6 needs besides, to write its metrics to a Prometheus. */
export interface K6Output {
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
}

/** Who writes: two processes with the same labels would write the same series. */
export interface Writer {
  /** The run. */
  readonly testid: string
  /** Which generator of the load, from 1. */
  readonly instance: number
}

/**
 * k6's own output, with native histograms (which add up over generators and over time, as percentiles do not) and stale
 * markers (a series ends with its run). What the user set in K6_PROMETHEUS_RW_* besides stays.
 * https://grafana.com/docs/k6/latest/results-output/real-time/prometheus-remote-write/
 */
export function k6Output(
  { url, user }: RemoteWrite,
  { testid, instance }: Writer,
  env: NodeJS.ProcessEnv,
): K6Output {
  return {
    args: [
      '--features=native-histograms',
      `--tag=testid=${testid}`,
      `--tag=instance_id=${instance}`,
      '--out=experimental-prometheus-rw',
    ],
    env: {
      K6_PROMETHEUS_RW_PUSH_INTERVAL: env['K6_PROMETHEUS_RW_PUSH_INTERVAL'] ?? '1s',
      K6_PROMETHEUS_RW_SERVER_URL: url,
      K6_PROMETHEUS_RW_STALE_MARKERS: 'true',
      ...(user !== undefined && {
        K6_PROMETHEUS_RW_USERNAME: user.name,
        K6_PROMETHEUS_RW_PASSWORD: user.password,
      }),
    },
  }
}
