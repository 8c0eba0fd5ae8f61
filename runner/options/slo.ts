import { type Slo, SLO_NAMES, type SloName } from '../../core/slo.ts'
import { durationMs } from './duration.ts'
import { accept, type Parsed, type Parser, refuse } from './parsed.ts'
import { percentileOf } from './percentile.ts'
import { suggestion } from './suggestion.ts'

const DEFAULT_PERCENTILE = 0.95
const ABOVE: ReadonlySet<SloName> = new Set(['tps', 'completion'])

/** What a limit looks like: example of a whole SLO, and its reader. */
const LIMITS = {
  time: { example: '500ms', read: durationMs, is: 'a duration' },
  tps: { example: '20', read: positiveNumber, is: 'a number of tokens per second' },
  completion: { example: '0.99', read: ratio, is: 'a ratio from 0 to below 1' },
} as const

/** One limit, `NAME[:pNN]<VALUE`, or `none`. */
export const slo: Parser<Slo | 'none'> = (text, flag) => {
  const written = text.trim()
  if (written === 'none') return accept('none')
  const [, name, percentileText, sign, limitText] =
    /^([a-z0-9]+)\s*(?::\s*(\S+?))?\s*(<|>)\s*([^<>=]+)$/u.exec(written) ?? []
  if (name === undefined) {
    const hint = `Give NAME[:pNN]<VALUE, for example ${flag} 'ttft:p95<500ms,gap<100ms'.`
    return refuse(`"${text}" is not an SLO.`, hint)
  }
  if (!isSloName(name)) {
    return refuse(`"${text}": no figure is called ${name}.`, suggestion(name, SLO_NAMES))
  }
  const percentile = readPercentile(name, percentileText, text, flag)
  if ('refusals' in percentile) return percentile
  const limit = readLimit(name, { sign, limitText, text, flag })
  if ('refusals' in limit) return limit
  return accept({
    text: written,
    name,
    ...(percentile.value !== undefined && { percentile: percentile.value }),
    limit: limit.value,
    direction: ABOVE.has(name) ? 'above' : 'below',
  })
}

interface Limit {
  readonly sign: string | undefined
  readonly limitText: string | undefined
  readonly text: string
  readonly flag: string
}

function readLimit(name: SloName, { sign, limitText = '', text, flag }: Limit): Parsed<number> {
  const limits = name === 'tps' || name === 'completion' ? LIMITS[name] : LIMITS.time
  const right = ABOVE.has(name) ? '>' : '<'
  const example = `for example ${flag} '${name}${right}${limits.example}'.`
  if (sign !== right) {
    const better = right === '>' ? 'more is better' : 'less is better'
    return refuse(
      `"${text}" is the wrong way round: ${better}.`,
      `Give ${name}${right}VALUE, ${example}`,
    )
  }
  const limit = limits.read(limitText.trim())
  if (limit === undefined || (limit === 0 && name !== 'completion')) {
    return refuse(
      `"${text}": "${limitText.trim()}" is not ${limits.is}.`,
      `Give ${limits.is}, ${example}`,
    )
  }
  return accept(limit)
}

function readPercentile(
  name: SloName,
  written: string | undefined,
  text: string,
  flag: string,
): Parsed<number | undefined> {
  if (name === 'completion') {
    return written === undefined
      ? accept(undefined)
      : refuse(
          `"${text}": completion is a ratio of counts and has no percentile.`,
          `Give it without, for example ${flag} 'completion>0.99'.`,
        )
  }
  if (written === undefined) return accept(DEFAULT_PERCENTILE)
  const percentile = percentileOf(written)
  if (percentile === undefined) {
    return refuse(
      `"${text}": "${written}" is not a percentile.`,
      `Give p with a number above 0 and below 100, for example ${flag} 'ttft:p95<500ms'.`,
    )
  }
  return accept(percentile)
}

const isSloName = (name: string): name is SloName => (SLO_NAMES as readonly string[]).includes(name)

function positiveNumber(text: string): number | undefined {
  return /^\d+(?:\.\d+)?$/u.test(text) ? Number(text) : undefined
}

/** 1 cannot be exceeded, so it is no limit that anything meets. */
function ratio(text: string): number | undefined {
  const value = positiveNumber(text)
  return value !== undefined && value < 1 ? value : undefined
}
