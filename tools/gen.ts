import { writeFileSync } from 'node:fs'
import { z } from 'zod'
import { DIALECTS } from '../core/dialect/dialects.ts'
import { CATALOG } from '../core/metrics/catalog.ts'
import { GAP_HISTOGRAM } from '../core/metrics/gap-histogram.ts'
import { profileFileSchema } from '../mock-llm/door/profile-file-schema.ts'
import { policySchema } from '../runner/gate/policy-schema.ts'
import { dialectSchema } from '../runner/options/dialect-schema.ts'
import { composeNginx } from './compose-nginx.ts'
import { metricsPage } from './metrics-page.ts'

/** Writes what is derived from `core/`: `npm run gen && git diff --exit-code` proves it current. */
const root = new URL('../', import.meta.url)
const write = (path: string, text: string): void => writeFileSync(new URL(path, root), text)

write('xk6-streamgauge/dialects.json', `${JSON.stringify(DIALECTS, undefined, 2)}\n`)
write(
  'xk6-streamgauge/catalog.json',
  `${JSON.stringify({ metrics: CATALOG, gapHistogram: GAP_HISTOGRAM }, undefined, 2)}\n`,
)
write(
  'schema/dialect.schema.json',
  `${JSON.stringify(z.toJSONSchema(dialectSchema), undefined, 2)}\n`,
)
write(
  'schema/policy.schema.json',
  `${JSON.stringify(z.toJSONSchema(policySchema, { reused: 'ref' }), undefined, 2)}\n`,
)
write(
  'schema/profile.schema.json',
  `${JSON.stringify(z.toJSONSchema(profileFileSchema), undefined, 2)}\n`,
)
write('docs/metrics.md', metricsPage(CATALOG))
write('deploy/compose/nginx.conf', composeNginx())
