import axe, { type AxeResults } from 'axe-core'
import { type Browser, chromium } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { everyPanel } from '../../fixture/every-panel.ts'
import { judgeMade, type MadeResults } from '../../fixture/results-in-memory.ts'
import { fixtureStreams } from '../../fixture/streams.ts'
import { renderReport } from '../render-report.ts'

/**
 * The report in a real browser under axe, every rule of it (https://github.com/dequelabs/axe-core/blob/develop/doc/rule-descriptions.md):
 * light and dark, desk and telephone. CHROMIUM_BIN names the browser.
 */
const PLACES = [
  ['every panel', 'light', 1200],
  ['every panel', 'dark', 1200],
  ['every panel', 'light', 390],
  ['every panel', 'dark', 390],
  ['kinds', 'dark', 390],
] as const

/** One with every panel that there is, one of a scenario with several kinds of streams. */
const pages = {
  'every panel': renderReport('html', everyPanel()),
  kinds: renderReport('html', judgeMade(kinds())),
}

function kinds(): MadeResults {
  const records = ['sse', 'ndjson', 'websocket'].flatMap((variant) =>
    ['direct', 'nginx'].flatMap((route) =>
      fixtureStreams(
        80,
        (i) => ({
          scenario: 'transports',
          stream: `transports/${route}/${variant}/${i}`,
          tags: { variant },
          readsAt: [[200, 100, 64]],
        }),
        route,
      ),
    ),
  )
  return { run: { scenarios: ['transports'] }, records }
}

let browser: Browser

beforeAll(async () => {
  browser = await chromium.launch({
    executablePath: process.env['CHROMIUM_BIN'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  })
})
afterAll(() => browser.close())

test.each(PLACES)(
  '%s, %s, %i pixels wide: no violation of a rule of axe, nothing cut off',
  async (name, colorScheme, width) => {
    const tab = await browser.newPage({ colorScheme, viewport: { width, height: 900 } })
    await tab.setContent(pages[name])
    await tab.evaluate(axe.source)
    await tab.evaluate('for (const each of document.querySelectorAll("details")) each.open = true')
    const { violations, passes } = await tab.evaluate<AxeResults>('axe.run()')
    expect(
      violations.map(
        ({ id, help, nodes }) => `${id}: ${help}: ${nodes.map((node) => node.html).join(' ')}`,
      ),
    ).toEqual([])
    expect(passes.length).toBeGreaterThan(20)
    const wide = await tab.evaluate<number>('document.documentElement.scrollWidth')
    expect(wide).toBeLessThanOrEqual(width)
    await tab.close()
  },
)

test('everything that scrolls or folds is reached by the keyboard alone', async () => {
  const tab = await browser.newPage({ viewport: { width: 390, height: 900 } })
  await tab.setContent(pages['every panel'])
  const wanted = await tab.evaluate<number>(REACHABLE)
  const reached = new Set<string>()
  for (let i = 0; i < wanted + 5; i++) {
    await tab.keyboard.press('Tab')
    reached.add(await tab.evaluate<string>('document.activeElement.outerHTML.slice(0, 300)'))
  }
  expect(wanted).toBeGreaterThan(20)
  expect([...reached].filter((html) => html.startsWith('<body'))).toHaveLength(1)
  expect(reached.size).toBeGreaterThanOrEqual(wanted)
  await tab.close()
})

/** Links, folds and scrolling tables that are shown. */
const REACHABLE =
  '[...document.querySelectorAll("a, summary, [tabindex]")].filter((each) => each.checkVisibility({ contentVisibilityAuto: true })).length'
