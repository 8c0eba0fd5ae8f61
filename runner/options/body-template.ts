import type { Dialect } from '../../core/dialect/dialect.ts'
import { MAX_TOKENS_SLOT, PROMPT_SLOT } from '../../core/workload/fill-body.ts'
import { type BodyParts, buildBodies } from './build-bodies.ts'

/** A body that keeps the slots of what each stream says by itself: its prompt, and where `limit` its longest answer. */
export function bodyTemplate(dialect: Dialect, parts: BodyParts, limit: boolean): string[] {
  const bodies = buildBodies(dialect, {
    ...parts,
    prompts: [PROMPT_SLOT],
    ...(limit && { maxTokens: MAX_TOKENS_SLOT }),
  })
  // In a user's own text a number stands without quotes; a template is JSON.
  return bodies.map((body) => body.replaceAll(BARE_LIMIT, JSON.stringify(MAX_TOKENS_SLOT)))
}

const BARE_LIMIT = /(?<!")\{\{maxTokens\}\}/gu
