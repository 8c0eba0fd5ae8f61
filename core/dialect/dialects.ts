import { anthropic } from './anthropic.ts'
import { chunked } from './chunked.ts'
import type { Dialect } from './dialect.ts'
import { gemini } from './gemini.ts'
import { ollamaChat } from './ollama-chat.ts'
import { ollamaGenerate } from './ollama-generate.ts'
import { openaiChat } from './openai-chat.ts'
import { openaiCompletions } from './openai-completions.ts'
import { openaiRealtime } from './openai-realtime.ts'
import { openaiResponses } from './openai-responses.ts'
import { plain } from './plain.ts'
import { resilient } from './resilient.ts'
import { wsChat } from './ws-chat.ts'

/** Every dialect, by the order in which `list` shows them. */
export const DIALECTS: readonly Dialect[] = [
  plain,
  chunked,
  resilient,
  wsChat,
  openaiChat,
  openaiCompletions,
  openaiResponses,
  openaiRealtime,
  anthropic,
  gemini,
  ollamaChat,
  ollamaGenerate,
]
