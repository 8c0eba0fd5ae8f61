import { describe, expect, test } from 'vitest'
import { everyPanel } from '../../fixture/every-panel.ts'
import { judgeMade } from '../../fixture/results-in-memory.ts'
import { fixtureStreams } from '../../fixture/streams.ts'
import type { Judged } from '../../judge.ts'
import { renderReport } from '../render-report.ts'

const full = everyPanel()
const page = renderReport('html', full)

/** Text of one section, from its heading to the next. */
function section(html: string, id: string): string {
  return html.split('<h2 ').find((part) => part.startsWith(`id="${id}"`)) ?? ''
}

const headings = (html: string): readonly string[] =>
  [...html.matchAll(/<h2 id="([\w-]+)"/gu)].map(([, id]) => id ?? '')

describe('the order of the page', () => {
  test('verdict and its worth first, then doubts, gates that were not kept, findings, figures', () => {
    expect(page.indexOf('How far to believe it')).toBeLessThan(page.indexOf('<h2 '))
    expect(headings(page)).toEqual([
      'doubts',
      'gates',
      'findings',
      'figures',
      'smoothness',
      'routes',
      'streams',
      'distributions',
      'time',
      'outcomes',
      'slow-readers',
      'cancellation',
      'trust',
      'read',
      'tools',
      'repeat',
    ])
  })

  test('the contents name every section, and none that is not there', () => {
    const one = renderReport('html', judgeMade({ records: fixtureStreams(80) }))
    for (const html of [page, one]) {
      const links = [...html.matchAll(/<a href="#([\w-]+)">/gu)].map(([, id]) => id)
      expect(links).toEqual(headings(html))
    }
    expect(headings(one)).not.toContain('findings')
    expect(headings(one)).not.toContain('routes')
    expect(headings(one)).not.toContain('cancellation')
  })
})

describe('the panels', () => {
  test('goodput stands beside completion, with its limits', () => {
    const good = full.summary.groups[0]?.goodput
    expect(section(page, 'figures')).toContain('<span>goodput</span>')
    expect(section(page, 'figures')).toContain('Goodput: met ttft:p99&lt;210ms too.')
    expect(good?.goodStreams).toBeGreaterThan(0)
  })

  test('smoothness has a card for each of the four readers', () => {
    const titles = [...section(page, 'smoothness').matchAll(/<h3>([^<]+)/gu)].map(
      ([, text]) => text,
    )
    expect(titles).toEqual([
      'Read word by word',
      'Skimmed',
      'Watched as it grows',
      'Taken by a program',
    ])
  })

  test('a route says what it adds, or that no difference was shown', () => {
    const routes = section(page, 'routes')
    expect(routes.match(/class="add"/gu)).toHaveLength(6)
    expect(routes).toMatch(/TTFT p50.*slower/u)
    expect(routes).toMatch(/gap p50.*no difference shown/u)
  })

  test('cancelled streams: who was not noticed stands out, what no log tells is said so', () => {
    const rows = section(page, 'cancellation').split('<tr>').slice(2)
    expect(rows[0]).toContain('40 of 40')
    expect(rows[1]).toContain('no log')
    expect(rows[2]).toContain('<b class="no">12 of 40</b>')
  })

  test('slow readers: where their bytes wait adds up to the whole bar', () => {
    const bars = [...section(page, 'slow-readers').matchAll(/<div class="bar".*?<\/div>/gu)]
    expect(bars).toHaveLength(2)
    for (const [bar] of bars) {
      const parts = [...bar.matchAll(/flex:([\d.]+) /gu)].map(([, width]) => Number(width))
      expect(parts.reduce((sum, width) => sum + width, 0)).toBeCloseTo(100, 1)
    }
  })

  test('doubts and findings that differ in one sentence share a card', () => {
    expect(full.summary.findings).toHaveLength(3)
    const [finding] = full.summary.findings
    const many = Array.from({ length: 5 }, (_, i) => ({
      ...finding!,
      scenario: `transports/k${i}`,
    }))
    const html = renderReport('html', { ...full, summary: { ...full.summary, findings: many } })
    expect(section(html, 'findings').match(/class="doubt/gu)).toHaveLength(1)
    expect(section(html, 'findings')).toContain('and 4 more like it')
    expect(section(html, 'findings')).toContain('<li>transports/k4: ')
  })

  test('nothing that a finding says is markup', () => {
    const [finding] = full.summary.findings
    const bad: Judged = {
      ...full,
      summary: {
        ...full.summary,
        findings: [{ ...finding!, what: '<b onclick=x>&', remedy: '"<i>', route: '<u>' }],
      },
    }
    expect(section(renderReport('html', bad), 'findings')).not.toMatch(/<b onclick|<i>|<u>/u)
  })

  test('an unstable load has a word in place of its percentiles', () => {
    const piling = fixtureStreams(3000, (i) => ({
      scheduledMs: 30 * i,
      startedMs: 30 * i,
      ttftMs: 200 + 5 * i,
      ttftFromSendMs: 200 + 5 * i,
      e2eMs: 1460 + 5 * i,
      endMs: 1460 + 5 * i,
    }))
    const html = renderReport('html', judgeMade({ records: piling }))
    expect(section(html, 'figures')).toMatch(/<span class="none">unstable at 3\d\.\d\/s<\/span>/u)
    expect(section(html, 'time')).toContain('<span class="chip fail">unstable</span>')
    expect(renderReport('text', judgeMade({ records: piling }))).toMatch(
      /TTFT +p50 +unstable at 3/u,
    )
  })

  test('other tools\u2019 figures stand with their own names and formulas', () => {
    const tools = section(page, 'tools')
    expect(tools).toMatch(
      /GuideLLM<\/b><\/td><td class="w">TPOT<\/td>.*?\(last token \u2212 send\)\/N/u,
    )
    expect(tools).toMatch(
      /vLLM bench<\/b><\/td><td class="w">TPOT<\/td>.*?\(E2E \u2212 TTFT\)\/\(N \u2212 1\)/u,
    )
  })
})
