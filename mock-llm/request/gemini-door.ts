import { z } from 'zod'
import { gemini } from '../../core/dialect/gemini.ts'
import { geminiEncoder, wholeGemini } from '../encode/gemini.ts'
import { randomId } from '../encode/random-id.ts'
import { calledTool, type ToolWish } from './called-tool.ts'
import type { ChatDoor } from './chat-door.ts'
import { check } from './check.ts'
import { anyOf, limit, listOf, object, text } from './fields.ts'
import { geminiErrors } from './gemini-errors.ts'
import { promptTokens, textsIn } from './prompt-tokens.ts'

const parts = z.array(object({ text: text.nullish() }), { error: 'allowed: a list of parts' })
const ROLES = ['user', 'model', 'function'] as const
const MODES = ['MODE_UNSPECIFIED', 'AUTO', 'ANY', 'NONE', 'VALIDATED'] as const

const schema = z.looseObject({
  contents: listOf(
    object({
      role: z.enum(ROLES, { error: `allowed: ${ROLES.join(', ')}` }).nullish(),
      parts,
    }),
    'content',
  ),
  systemInstruction: object({ parts }).nullish(),
  generationConfig: object({
    maxOutputTokens: limit,
    candidateCount: z.literal(1, { error: 'allowed: 1' }).nullish(),
  }).nullish(),
  tools: anyOf(
    object({
      functionDeclarations: anyOf(
        object({
          name: text,
          parameters: z.unknown().optional(),
          parametersJsonSchema: z.unknown().optional(),
        }),
        'function',
      ),
    }),
    'tool',
  ),
  toolConfig: object({
    functionCallingConfig: object({
      mode: z.enum(MODES, { error: `allowed: ${MODES.join(', ')}` }).nullish(),
      allowedFunctionNames: anyOf(text, 'name'),
    }).nullish(),
  }).nullish(),
})

type GeminiBody = z.infer<typeof schema>
const ID_LENGTH = 22

/** What the path of a request to Gemini says. */
export interface GeminiPath {
  readonly version: string
  readonly model: string
  readonly method: string
}

/** `/v1beta/models/{model}:streamGenerateContent` and `:generateContent`. Without `alt=sse` a stream is a JSON array. */
export function geminiDoor({ version, model, method }: GeminiPath, sse: boolean): ChatDoor {
  const stream = method === 'streamGenerateContent'
  return {
    dialect: gemini.name,
    errors: geminiErrors,
    kind: sse ? 'sse' : 'json-array',
    keyPath: `/${version}/models/${model}:generateContent`,
    read({ body, toolCall }) {
      const checked = check(schema, body, { where: 'body' })
      if ('problems' in checked) return checked
      const request = checked.value
      const called = calledTool(wishOf(request, toolCall === true), 'whole')
      const answer = (seed: number, key: string) => ({
        id: randomId({ seed, key }, 'id', ID_LENGTH),
        model,
        promptTokens: promptTokens([
          ...textsIn(request.systemInstruction?.parts),
          ...request.contents.flatMap((one) => textsIn(one.parts)),
        ]),
        call: called?.call(seed, key),
      })
      return {
        value: {
          stream,
          maxTokens: request.generationConfig?.maxOutputTokens ?? undefined,
          script: called?.script,
          encoder: (seed, key) => geminiEncoder(answer(seed, key), sse ? 'sse' : 'json-array'),
          whole: (seed, key) => wholeGemini(answer(seed, key)),
        },
      }
    },
  }
}

function wishOf({ tools, toolConfig }: GeminiBody, asked: boolean): ToolWish {
  const config = toolConfig?.functionCallingConfig
  return {
    tools: (tools ?? [])
      .flatMap((tool) => tool.functionDeclarations ?? [])
      .map((one) => ({ name: one.name, schema: one.parametersJsonSchema ?? one.parameters })),
    required: asked || config?.mode === 'ANY',
    name: config?.allowedFunctionNames?.[0],
  }
}
