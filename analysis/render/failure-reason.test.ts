import { describe, expect, test } from 'vitest'
import { judgeMade } from '../fixture/results-in-memory.ts'
import { fixtureProbe, fixtureStreams, withoutToken } from '../fixture/streams.ts'
import { errorText, failureReason } from './failure-reason.ts'
import { renderReport } from './render-report.ts'

const REFUSED = {
  phase: 'connect',
  code: 'connection-refused',
  message: 'dial tcp 127.0.0.1:1: connect: connection refused',
}
const WRONG_KEY = { phase: 'headers', code: 'status-401', message: 'wrong key: ***' }
const flat = (text: string): string => text.replaceAll(/\s+/gu, ' ').replaceAll('\\', '')

describe('the reason of a failure', () => {
  test.each([
    [
      { outcome: 'refused', error: REFUSED },
      'refused: connect, connection-refused: dial tcp 127.0.0.1:1: connect: connection refused',
    ],
    [
      { outcome: 'error_status', status: 401, error: WRONG_KEY },
      'error_status 401: wrong key: ***',
    ],
    [
      { outcome: 'error_status', status: 404, error: { ...WRONG_KEY, message: ' ' } },
      'error_status 404: headers, status-401',
    ],
    [{ outcome: 'not_a_stream' }, 'not_a_stream'],
  ])('%j', (failure, text) => {
    expect(failureReason(failure)).toBe(text)
  })

  test('is printable, on one line, and bounded', () => {
    expect(errorText({ message: 'a\n\u001b[31m b' })).toBe(String.raw`a \u001b[31m b`)
    expect(Array.from(errorText({ message: '\u{1f600}'.repeat(5000) }))).toHaveLength(200)
    expect(errorText({ message: '\u0000'.repeat(5000) })).toHaveLength(200)
    expect(errorText({ message: 'x'.repeat(5000) })).toMatch(/^x{199}\u2026$/u)
  })
})

const error = (message: string) => ({ phase: 'body', code: 'overloaded', message })

const FAILURE = { outcome: 'error_status', status: 401, error: WRONG_KEY } as const

describe('every report', () => {
  const dead = judgeMade({
    records: [withoutToken(fixtureProbe('direct', FAILURE))],
  })
  test.each(['text', 'md', 'html', 'junit'] as const)('%s says why a probe failed', (format) => {
    const text = flat(renderReport(format, dead))
    expect(text).toContain('ended as error_status 401: wrong key: ***.')
  })

  test('JUnit says it in the test case too', () => {
    expect(renderReport('junit', dead)).toMatch(/<error [^>]*>[^<]*wrong key/u)
  })

  test('the terminal has the message of the commonest failure of each class', () => {
    const judged = judgeMade({
      records: fixtureStreams(100, (i) => {
        if (i === 0) return { outcome: 'error_in_band', error: error('rare') }
        if (i < 9) return { outcome: 'error_in_band', error: error(`port ${i} is overloaded`) }
        return i < 12 ? { outcome: 'truncated_reset', error: REFUSED } : {}
      }),
    })
    const text = flat(renderReport('text', judged))
    expect(text).toContain('error_in_band on direct (9): body, overloaded: port 1 is overloaded')
    expect(text).toContain('truncated_reset on direct (3): connect, connection-refused: dial tcp')
    expect(text).not.toContain('rare')
  })
})
