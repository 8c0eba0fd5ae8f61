import { expect, it } from 'vitest'
import { mergeMetrics } from './merge-metrics.ts'

it('samples add up by name and labels, what one process alone has stays, and of lags the worst counts', () => {
  const one = '# HELP a x\n# TYPE a counter\na{s="1"} 2\nmock_event_loop_lag_seconds 0.5\n'
  const two =
    '# HELP a x\n# TYPE a counter\na{s="1"} 3\na{s="2"} 1\nmock_event_loop_lag_seconds 0.1\n'
  expect(mergeMetrics([one, two])).toBe(
    '# HELP a x\n# TYPE a counter\na{s="1"} 5\nmock_event_loop_lag_seconds 0.5\na{s="2"} 1\n',
  )
  expect(mergeMetrics([one])).toBe(one)
})
