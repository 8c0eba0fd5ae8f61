/** Where the JSON object of an event ends: its last brace, before line ends only. */
const END = /\}\s*$/

/**
 * The event of one token with `"mock":{"i":…,"t":…}` as the last field of its JSON object, which every official SDK
 * passes over: the token's index and the instant (ms, CLOCK_MONOTONIC) of the write that carries it. Raw text has no place
 * for it and stays as it is.
 */
export function stamped(event: string, index: number, atMs: number): string {
  const at = event.search(END)
  if (at < 0) return event
  return `${event.slice(0, at)},"mock":{"i":${index},"t":${atMs}}${event.slice(at)}`
}
