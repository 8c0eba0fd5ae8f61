import type { LoadSpec } from '../core/load-spec.ts'
import { Lanes } from './load/lane.ts'
import { play } from './steady.ts'

/**
 * First the bystanders alone, then the same beside slow readers: what the slow ones do to them is the difference. The
 * bystanders are as many and as dense in both parts.
 */
export async function slowReader(spec: LoadSpec): Promise<void> {
  const beside = new Lanes(spec, ['slow', 'slow-ws', 'bystander'])
  const all = beside.kinds.reduce((sum, { weight }) => sum + weight, 0)
  const bystanders = beside.kinds.find(({ name }) => name === 'bystander')?.weight ?? 0
  const share = bystanders / all
  await play(new Lanes({ ...spec, load: thinned(spec.load, share) }, ['alone']))
  await play(beside)
}

function thinned(load: LoadSpec['load'], share: number): LoadSpec['load'] {
  if (load.kind === 'open') return { ...load, ratePerSecond: load.ratePerSecond * share }
  return { ...load, concurrency: Math.max(1, Math.round(load.concurrency * share)) }
}
