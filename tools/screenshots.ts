import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { chromium } from 'playwright-core'

/**
 * `node tools/screenshots.ts [RESULTS]`: the pictures of the README, taken of a real run: the summary as a terminal shows it
 * and the head of the report. CHROMIUM_BIN names the browser (default /usr/bin/chromium).
 */
const root = fileURLToPath(new URL('..', import.meta.url))
const results = process.argv[2] ?? `${root}results/latest`
const images = `${root}docs/images`

const COLOURS: Readonly<Record<string, string>> = {
  '1': 'font-weight:600',
  '2': 'opacity:.65',
  '31': 'color:#ff7b72',
  '32': 'color:#56d364',
  '33': 'color:#e3b341',
}

/** Text with SGR escapes as HTML. */
function terminalHtml(text: string): string {
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
  let open = 0
  // oxlint-disable-next-line no-control-regex -- the escape character is what is looked for
  const spans = escaped.replaceAll(/\u001b\[([\d;]*)m/gu, (_, codes: string) => {
    const styles = codes.split(';').map((code) => COLOURS[code])
    const known = styles.filter((style) => style !== undefined)
    if (known.length > 0) {
      open++
      return `<span style="${known.join(';')}">`
    }
    const close = '</span>'.repeat(open)
    open = 0
    return close
  })
  return `<body style="margin:0;background:#0d1117;color:#e6edf3"><pre style="margin:0;padding:20px 24px;font:14px/1.45 ui-monospace,'DejaVu Sans Mono',monospace;display:inline-block">${spans}</pre>`
}

const { stdout } = await promisify(execFile)(process.execPath, [
  `${root}runner/launch.mjs`,
  'report',
  results,
  '--format',
  'text',
])
const browser = await chromium.launch({
  executablePath: process.env['CHROMIUM_BIN'] ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
})
try {
  const terminal = await browser.newPage({
    viewport: { width: 1_100, height: 300 },
    deviceScaleFactor: 2,
  })
  await terminal.setContent(terminalHtml(stdout))
  await terminal.locator('pre').screenshot({ path: `${images}/terminal.png` })
  const report = await browser.newPage({ viewport: { width: 1_200, height: 1_500 } })
  await report.goto(`file://${results}/report.html`)
  await report.screenshot({ path: `${images}/report.png` })
} finally {
  await browser.close()
}
