import { expect, test } from 'vitest'
import { remoteWrite } from './remote-write.ts'

test.each([
  ['http://127.0.0.1:9090', 'http://127.0.0.1:9090/api/v1/write'],
  ['http://127.0.0.1:9090/', 'http://127.0.0.1:9090/api/v1/write'],
  ['https://mimir.example/api/v1/push', 'https://mimir.example/api/v1/push'],
  ['http://h/prometheus/api/v1/write?tenant=a', 'http://h/prometheus/api/v1/write?tenant=a'],
])('%s writes to %s', (text, url) => {
  expect(remoteWrite(text, '--prometheus')).toEqual({ value: { url } })
})

test('the user goes apart from the URL', () => {
  expect(remoteWrite('https://me:s%40crt@h:1', '--prometheus')).toEqual({
    value: { url: 'https://h:1/api/v1/write', user: { name: 'me', password: 's@crt' } },
  })
})

test.each(['', '9090', 'localhost:9090', 'http://', 'ftp://h', 'http://h#a', 'http://me:s3crt%@h'])(
  '"%s" is refused, and shows no password',
  (text) => {
    const parsed = remoteWrite(text, '--prometheus')
    expect(parsed).toHaveProperty('refusals')
    expect(JSON.stringify(parsed)).not.toContain('s3crt')
    expect(JSON.stringify(parsed)).toContain('--prometheus http://127.0.0.1:9090')
  },
)
