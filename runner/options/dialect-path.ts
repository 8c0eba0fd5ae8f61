import type { Dialect } from '../../core/dialect/dialect.ts'

/** A dialect's path below the API base, with the model's name in it where it has a place for it. */
export const dialectPath = ({ request }: Dialect, model: string | undefined): string =>
  request.path.replace('{{model}}', encodeURIComponent(model ?? ''))
