import { expect, test } from 'vitest'
import { k6Output } from './k6-output.ts'

const writer = { testid: 'run-1', instance: 2 }

test('names the run and the generator, and asks for native histograms and stale markers', () => {
  const { args, env } = k6Output({ url: 'http://h/api/v1/write' }, writer, {})
  expect(args.join(' ')).toBe(
    '--features=native-histograms --tag=testid=run-1 --tag=instance_id=2 --out=experimental-prometheus-rw',
  )
  expect(env).toEqual({
    K6_PROMETHEUS_RW_PUSH_INTERVAL: '1s',
    K6_PROMETHEUS_RW_SERVER_URL: 'http://h/api/v1/write',
    K6_PROMETHEUS_RW_STALE_MARKERS: 'true',
  })
})

test('the user is no word of the command line; the push interval of the environment stays', () => {
  const user = { name: 'me', password: 's3crt' }
  const given = { K6_PROMETHEUS_RW_PUSH_INTERVAL: '5s' }
  const { args, env } = k6Output({ url: 'http://h/w', user }, writer, given)
  expect(args.join(' ')).not.toContain('s3crt')
  expect(env).toMatchObject({
    K6_PROMETHEUS_RW_PUSH_INTERVAL: '5s',
    K6_PROMETHEUS_RW_USERNAME: 'me',
    K6_PROMETHEUS_RW_PASSWORD: 's3crt',
  })
})
