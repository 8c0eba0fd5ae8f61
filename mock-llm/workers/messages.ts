/** What workers and their parent tell each other. */
export type Message =
  /** A worker was asked for `/metrics` and needs those of all. */
  | { readonly kind: 'ask-metrics'; readonly id: number }
  /** The parent asks each worker, and each answers. */
  | { readonly kind: 'give-metrics'; readonly id: number }
  | { readonly kind: 'metrics'; readonly id: number; readonly text: string }
  | { readonly kind: 'all-metrics'; readonly id: number; readonly texts: readonly string[] }
  /** A worker was changed by `/control`; the others are told. */
  | { readonly kind: 'control'; readonly change: unknown }

export const isMessage = (value: unknown): value is Message =>
  typeof value === 'object' && value !== null && 'kind' in value
