import type { Distribution } from '../../summary/distribution.ts'
import type { Group } from '../../summary/group.ts'
import type { Summary } from '../../summary/summary.ts'
import { measured, THIN } from '../numbers.ts'
import { type Markup, markup } from './markup.ts'
import { scrollable } from './scrollable.ts'
import { routeTag } from './view.ts'

/** Name, formula, remark. s* intended start, s request written, k and c first reasoning and answer token, a content arrivals, z the last of them, e end of the body, N tokens. */
const DEFINITIONS: readonly (readonly [string, string, string])[] = [
  [
    'TTFT',
    'min(k, c) \u2212 s*',
    'Intended start to the first token that is not empty, of any kind. Waiting in the client counts.',
  ],
  ['TTFA', 'c \u2212 s*', 'To the first token of the answer; equal to TTFT without reasoning.'],
  [
    'gap',
    'a\u1d62 \u2212 a\u1d62\u208b\u2081',
    'Between two content events. All gaps of all streams together, so long answers weigh more; gap per stream is the p95 of one stream, then over streams.',
  ],
  ['TPOT', '(z \u2212 a\u2081) / (N \u2212 1)', 'Time per output token, one value a stream.'],
  ['end to end', 'z \u2212 s*', 'To the last content event. Only of streams that succeeded.'],
  ['tokens/s per stream', 'N / (z \u2212 s*)', 'Only of streams that succeeded.'],
  [
    'tokens/s together',
    '\u03a3 tokens in the window / window',
    'While the load is steady: from one p95 duration after the first start to the last start.',
  ],
  [
    'completion',
    'success / (started \u2212 cancelled)',
    'Success: complete, complete_unterminated, length_limited, filtered.',
  ],
  ['start delay', 's \u2212 s*', 'Our own lateness. It is part of TTFT.'],
  [
    'open',
    '\u222b streams dt / window',
    'Mean number of open streams; Little\u2019s law L = \u03bb\u00b7W is checked against it.',
  ],
  [
    'interval',
    'x(l), x(u)',
    '95 %, from order statistics with ranks by the binomial distribution; free of any assumption on the shape. Gaps count by stream: their number of independent values is estimated first. A difference: bootstrap over pairs of equal streams, for gaps from both intervals. Streams count as independent: what disturbs many at once, such as a busy machine, is in no interval; only a second run shows it.',
  ],
  [
    'n/a (needs 299, has 120)',
    '1 \u2212 p\u207f < 0.95',
    'Too few values for this percentile: not even the largest is an upper bound.',
  ],
  [
    'gate on a percentile',
    'P(X \u2264 t; n, 1 \u2212 p) \u2264 0.05',
    'MLPerf\u2019s early-stopping rule: t misses of n streams are a pass, their mirror a fail, else undecided.',
  ],
]

interface Compatible {
  readonly tool: string
  readonly name: string
  readonly formula: string
  readonly of: (group: Group) => Distribution | undefined
}

/** What other tools call these figures; means, since that is what most of them print first. */
const COMPATIBLE: readonly Compatible[] = [
  {
    tool: 'vLLM bench',
    name: 'TPOT',
    formula: '(E2E \u2212 TTFT)/(N \u2212 1)',
    of: (group) => group.tpotMs,
  },
  { tool: 'vLLM bench', name: 'ITL', formula: 'every gap, pooled', of: (group) => group.gapMs },
  {
    tool: 'AIPerf, NIM',
    name: 'ITL',
    formula: '(latency \u2212 TTFT)/(OSL \u2212 1)',
    of: (group) => group.tpotMs,
  },
  { tool: 'GuideLLM', name: 'TPOT', formula: '\u2248 E2E/N', of: (group) => group.e2ePerTokenMs },
  { tool: 'LLMPerf', name: 'ITL', formula: '\u2248 E2E/N', of: (group) => group.e2ePerTokenMs },
  { tool: 'inference-perf', name: 'NTPOT', formula: 'E2E/N', of: (group) => group.e2ePerTokenMs },
  { tool: 'Etalon', name: 'TBT', formula: 'every gap', of: (group) => group.gapMs },
]

export function howToRead(summary: Summary): Markup {
  const groups = summary.groups.filter((group) => group.startedStreams > 0)
  const rows = COMPATIBLE.map(
    ({ tool, name, formula, of }) =>
      markup`<tr><td class="w">${tool}</td><td class="w">${name}</td><td class="w">${formula}</td>${groups.map(
        (group) => {
          const mean = of(group)?.mean
          return markup`<td class="n">${mean === undefined ? '\u2013' : `${measured(mean)}${THIN}ms`}</td>`
        },
      )}</tr>`,
  )
  return markup`<div class="card"><table class="wide"><thead><tr><th>Figure</th><th>Formula</th><th>Meaning</th></tr></thead><tbody>${DEFINITIONS.map(
    ([name, formula, remark]) =>
      markup`<tr><td><b>${name}</b></td><td class="w"><code>${formula}</code></td><td>${remark}</td></tr>`,
  )}</tbody></table><p class="note">s* intended start, s request written, k and c first reasoning and first answer token, a\u1d62 arrivals of content events, z the last of them, N output tokens. Percentiles are of type 7 everywhere.</p></div>
<h3 style="margin-top:28px">The same run by other tools\u2019 names</h3><p class="lead">One word means different sums elsewhere. Mean values, to compare with what you have.</p>${scrollable('The same run by other tools\u2019 names', markup`<table><thead><tr><th>Tool</th><th>Its name</th><th>Its formula</th>${groups.map((group) => markup`<th class="n">${routeTag(summary, group.route)}</th>`)}</tr></thead><tbody>${rows}</tbody></table>`, 'card scroll')}`
}
