import { CANARY, CANARY_STREAM } from '../../core/canary.ts'
import type { Cell } from './schedule.ts'
import type { StreamWish } from './trial.ts'

/** Base URLs of a route: streams take them in turn. */
export type Places = ReadonlyMap<string, readonly string[]>

/** What the ear's `open` takes. */
export type Order = Readonly<Record<string, unknown>> & { readonly startAtMs: number }

const PATHS: Readonly<Record<string, string>> = {
  plain: '/chat/stream',
  chunked: '/chat/chunked',
}

/** The streams of all cells, by their start; `beginMs` is the instant of offset 0. */
export function ordersOf(cells: readonly Cell[], places: Places, beginMs: number): Order[] {
  const orders = cells.flatMap((cell) => {
    const { trial } = cell
    const routes = trial.beside === undefined ? [trial.route] : [trial.route, trial.beside]
    return routes.flatMap((route) =>
      Array.from({ length: trial.streams }, (_, index) =>
        orderOf(cell, { route, index, urls: places.get(route) ?? [] }, beginMs),
      ),
    )
  })
  return orders.toSorted((a, b) => a.startAtMs - b.startAtMs)
}

interface Place {
  readonly route: string
  readonly index: number
  readonly urls: readonly string[]
}

function orderOf(cell: Cell, { route, index, urls }: Place, beginMs: number): Order {
  const { trial, seed, scenario } = cell
  const {
    mock,
    dialect = 'plain',
    method,
    headers,
    ...rest
  }: StreamWish = trial.stream(index, seed)
  const path = PATHS[dialect] ?? ''
  return {
    run: 'detectors',
    target: 'mock',
    scenario,
    route,
    dialect,
    stream: `${scenario}/${route}/${index}`,
    url: `${urls[index % urls.length] ?? ''}${path}${method === 'GET' ? '?prompt=hello' : ''}`,
    ...(method === undefined ? { body: JSON.stringify({ prompt: 'hello' }) } : { method }),
    headers: {
      ...headers,
      'x-mock-key': `${scenario}/${index}`,
      'x-mock': JSON.stringify({ seed, ...mock }),
    },
    http: '1.1',
    timeouts: { firstMs: 20_000, stallMs: 20_000, totalMs: 60_000 },
    startAtMs: beginMs + cell.atMs + index * trial.spacingMs,
    ...rest,
  }
}

/** Where canaries come from: a mock of their own, and the loaded ones, directly and through an nginx without a fault. */
const CANARIES = [CANARY, 'direct', 'streaming'] as const

/** A stream of each canary, as a run has one beside its load: whether the machine itself stands still shows there. */
export function canaryOrders(places: Places): readonly Readonly<Record<string, unknown>>[] {
  const urls = CANARIES.flatMap((place) => places.get(place) ?? [])
  return urls.map((url) => ({
    run: 'detectors',
    scenario: CANARY,
    route: CANARY,
    target: 'mock',
    dialect: 'plain',
    url: `${url}/chat/stream`,
    body: JSON.stringify({ prompt: CANARY }),
    headers: { 'x-mock': JSON.stringify(CANARY_STREAM) },
    probe: true,
  }))
}
