import type { Scenario } from './scenario.ts'

export const reload: Scenario = {
  name: 'reload',
  shows:
    'nginx reloads, then one mock instance is asked to end, under load: what is cut, what is refused',
  seconds: 30,
  warmupMs: 0,
  refuses: ['trace'],
  alone: true,
  knobs: {},
  routes: ['nginx:sticky-ip'],
  mockOnly: true,
  parts: () => ({
    ratePerSecond: 20,
    /** Of each of the two parts; the event is in its middle. */
    durationMs: 6_000,
    // An instance that is asked to end refuses new streams; what it has begun it must end.
    expects: { drain: ['complete', 'error_status'] },
    serve: { ttftMs: 200, gapMs: 20, tokens: 100 },
  }),
}
