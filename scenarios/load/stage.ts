import http from 'k6/http'
import type { LoadSpec } from '../../core/load-spec.ts'
import type { StageOrder } from '../../core/stage/stage-order.ts'

/** Asks the runner that something happens to the target now; resolves when it has. Throws where it cannot be done. */
export async function stage(
  { stageUrl, scenario }: Pick<LoadSpec, 'stageUrl' | 'scenario'>,
  order: StageOrder,
): Promise<void> {
  if (stageUrl === undefined) throw new Error(`${order.do}: the target is not ours`)
  const answer = await http.asyncRequest('POST', stageUrl, JSON.stringify({ ...order, scenario }), {
    responseType: 'text',
  })
  if (answer.status !== 200) throw new Error(`${order.do}: ${answer.body}`)
}
