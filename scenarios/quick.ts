import type { LoadSpec } from '../core/load-spec.ts'
import { baseline } from './baseline.ts'

/** The first look, about a minute: a steady load on every route in turn, in interleaved blocks. */
export async function quick(spec: LoadSpec): Promise<void> {
  await baseline(spec)
}
