/** A way to the target as the command line knows it. */
export interface RouteRow {
  readonly name: string
  /** A sentence: what lies between client and target. */
  readonly shows: string
  /** File in deploy/nginx; absent for the direct route. */
  readonly nginx?: string
}

export const ROUTES: readonly RouteRow[] = [
  { name: 'direct', shows: 'nothing between client and target' },
  {
    name: 'nginx',
    shows: 'a real nginx set up for streaming: no buffering, HTTP/1.1 to the target',
    nginx: 'streaming',
  },
  {
    name: 'nginx:streaming',
    shows: 'the same as nginx',
    nginx: 'streaming',
  },
  {
    name: 'nginx:buffered',
    shows: 'a real nginx that holds answers back, as an old configuration does: a fault on purpose',
    nginx: 'buffered',
  },
]
