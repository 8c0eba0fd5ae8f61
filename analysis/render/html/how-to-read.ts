import { type Markup, markup } from './markup.ts'

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
    'Between two content events. All gaps of all streams together, so long answers weigh more. Gap by stream: the same with every stream weighing the same. Gap per stream: the p95 of one stream, then over streams.',
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
  [
    'goodput',
    'good / (started \u2212 cancelled), good / window',
    'Good: succeeded and met every SLO. One that failed, was cut or has no such value is a miss.',
  ],
  ['start delay', 's \u2212 s*', 'Our own lateness. It is part of TTFT.'],
  [
    'stall',
    'P\u1d62 \u2212 P\u1d62\u208b\u2081 \u2212 k/\u03c1, P\u1d62 = max(a\u1d62, P\u1d62\u208b\u2081 + k/\u03c1)',
    'A reader takes \u03c1 tokens a second, k of them an event, and waits where there is none. Smooth: never longer than 200 ms. Each stream counts once.',
  ],
  [
    'fluidity',
    '1 \u2212 missed / deadlines',
    'Etalon\u2019s index for a reader of speed \u03c1: 1 s for the first token, 1/\u03c1 for each later one; what comes early is slack for later.',
  ],
  [
    'steady',
    'slope \u2264 t(0.995)\u00b7error',
    'A straight line through the means of equal pieces of the load, after 30 s or two streams\u2019 length where the load is long enough. Unstable: open streams and TTFT both rise, by more than a tenth. Then TTFT has no percentile.',
  ],
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

export function howToRead(): Markup {
  return markup`<div class="card"><table class="wide"><thead><tr><th>Figure</th><th>Formula</th><th>Meaning</th></tr></thead><tbody>${DEFINITIONS.map(
    ([name, formula, remark]) =>
      markup`<tr><td><b>${name}</b></td><td class="w"><code>${formula}</code></td><td>${remark}</td></tr>`,
  )}</tbody></table><p class="note">s* intended start, s request written, k and c first reasoning and first answer token, a\u1d62 arrivals of content events, z the last of them, N output tokens. Percentiles are of type 7 everywhere.</p></div>`
}
