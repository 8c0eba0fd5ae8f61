/** What a scenario asks of the runner while its load is on: things that happen to a target. */
export type StageOrder =
  /** nginx reads its configuration again, as `nginx -s reload` does. */
  | { readonly do: 'reload-nginx' }
  /** One mock instance ends: asked to (SIGTERM, it drains) or killed (SIGKILL). */
  | { readonly do: 'end-mock'; readonly instance: number; readonly how: 'term' | 'kill' }
  /** `PATCH /control` of every mock instance. */
  | { readonly do: 'control'; readonly change: Readonly<Record<string, unknown>> }
  /** Every mock instance serves again what it served before the first such change. */
  | { readonly do: 'restore' }

/** Something that the run did to its target, by order of a scenario. */
export interface StageEvent {
  /** Instant on CLOCK_MONOTONIC at which it was done. */
  readonly atMs: number
  readonly scenario: string
  /** In a few words, for people. */
  readonly what: string
}
