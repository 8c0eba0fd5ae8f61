import axe, { type AxeResults } from 'axe-core'
import { type Browser, chromium } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { everyPanel } from '../../fixture/every-panel.ts'
import { renderReport } from '../render-report.ts'

/**
 * The report in a real browser under axe, every rule of it (https://github.com/dequelabs/axe-core/blob/develop/doc/rule-descriptions.md):
 * light and dark, desk and telephone. CHROMIUM_BIN names the browser.
 */
const PLACES = [
  ['light', 1200],
  ['dark', 1200],
  ['light', 390],
  ['dark', 390],
] as const

/** A page with every panel that there is. */
const page = renderReport('html', everyPanel())
let browser: Browser

beforeAll(async () => {
  browser = await chromium.launch({
    executablePath: process.env['CHROMIUM_BIN'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  })
})
afterAll(() => browser.close())

test.each(PLACES)('no violation: %s, %i pixels wide', async (colorScheme, width) => {
  const tab = await browser.newPage({ colorScheme, viewport: { width, height: 900 } })
  await tab.setContent(page)
  await tab.evaluate(axe.source)
  await tab.evaluate('for (const each of document.querySelectorAll("details")) each.open = true')
  const { violations, passes } = await tab.evaluate<AxeResults>('axe.run()')
  expect(
    violations.map(
      ({ id, help, nodes }) => `${id}: ${help}: ${nodes.map((node) => node.html).join(' ')}`,
    ),
  ).toEqual([])
  expect(passes.length).toBeGreaterThan(20)
  await tab.close()
})

test.each(PLACES)('nothing is cut off: %s, %i pixels wide', async (colorScheme, width) => {
  const tab = await browser.newPage({ colorScheme, viewport: { width, height: 900 } })
  await tab.setContent(page)
  const wide = await tab.evaluate<number>('document.documentElement.scrollWidth')
  expect(wide).toBeLessThanOrEqual(width)
  await tab.close()
})
