import { upstreamTarget } from '../upstream/target.ts'
import type { Settings } from './settings.ts'

/** A provider has its own pace and length. */
const WITHOUT_EFFECT: Readonly<Record<string, string>> = {
  ttftMs: '--ttft',
  gapMs: '--gap',
  gapCv: '--gap-cv',
  tokens: '--tokens',
}

/** The settings with the provider that they name, if any. */
export function withUpstream(
  settings: Settings,
  explicit: ReadonlySet<string>,
  { env, problems }: { env: Readonly<Record<string, string | undefined>>; problems: string[] },
): Settings {
  const { upstreamUrl: url, upstreamModel: model, upstreamKeyEnv: keyVariable } = settings
  if (url === undefined) return settings
  for (const [name, flag] of Object.entries(WITHOUT_EFFECT)) {
    if (!explicit.has(name)) continue
    problems.push(
      `${flag}: found with --upstream, whose provider sets the pace; allowed: one of both`,
    )
  }
  const wish = { url, model, keyVariable, keyNamed: explicit.has('upstreamKeyEnv') }
  const upstream = upstreamTarget(wish, env)
  if (typeof upstream !== 'string') return { ...settings, upstream }
  problems.push(upstream)
  return settings
}
