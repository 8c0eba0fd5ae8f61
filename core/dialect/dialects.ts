import type { Dialect } from './dialect.ts'
import { openaiChat } from './openai-chat.ts'
import { plain } from './plain.ts'

/** Every dialect, by the order in which `list` shows them. */
export const DIALECTS: readonly Dialect[] = [plain, openaiChat]
