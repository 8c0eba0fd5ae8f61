import { chunked } from './chunked.ts'
import type { Dialect } from './dialect.ts'
import { openaiChat } from './openai-chat.ts'
import { plain } from './plain.ts'
import { resilient } from './resilient.ts'
import { wsChat } from './ws-chat.ts'

/** Every dialect, by the order in which `list` shows them. */
export const DIALECTS: readonly Dialect[] = [plain, chunked, resilient, wsChat, openaiChat]
