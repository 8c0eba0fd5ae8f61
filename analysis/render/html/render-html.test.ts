import { describe, expect, test } from 'vitest'
import { judgeMade, type MadeResults } from '../../fixture/results-in-memory.ts'
import { fixtureStreams } from '../../fixture/streams.ts'
import { renderReport } from '../render-report.ts'
import { STYLES } from './styles.ts'

const page = (made: Partial<MadeResults>): string =>
  renderReport('html', judgeMade({ records: fixtureStreams(20), ...made }))

describe('the page', () => {
  test('never breaks a URL inside host and port', () => {
    expect(page({ run: { target: 'http://127.0.0.1:18123' } })).toContain(
      '<dd>http://<span class="host">127.0.0.1:18123</span></dd>',
    )
    expect(STYLES).toContain('.host{display:inline-block;')
    expect(page({})).toContain('<dd>mock</dd>')
  })

  test('names every program once', () => {
    const versions = { k6: 'k6 v2.2.0 (go1.26.8)', nginx: 'nginx/1.22.1', node: 'v24.21.0' }
    expect(page({ run: { versions } })).toContain(
      'k6 v2.2.0 (go1.26.8) \u00b7 nginx 1.22.1 \u00b7 node v24.21.0',
    )
    expect(page({ run: { versions } })).not.toContain('k6 k6')
  })

  test('speaks of turns only where there is more than one route', () => {
    const two = [...fixtureStreams(20), ...fixtureStreams(20, () => ({}), 'nginx')]
    expect(page({})).not.toContain('Routes take turns')
    expect(page({ records: two })).toContain('Routes take turns')
  })

  test('lets the interval of a difference wrap inside its card', () => {
    expect(STYLES).toMatch(/\.delta td:last-child\{[^}]*white-space:normal/u)
  })
})
