import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { inFolder, readResults, ROOT, streamgauge } from './e2e/streamgauge.ts'

const TABLE =
  /```json\n(.+?)```/su.exec(readFileSync(join(ROOT, 'docs/dialects.md'), 'utf8'))?.[1] ?? ''

/** Every third answer is cut before its farewell. */
let answers = 0
const asked: unknown[] = []

async function speak(request: IncomingMessage, response: ServerResponse): Promise<void> {
  let body = ''
  for await (const part of request) body += String(part)
  asked.push({ path: request.url, body: JSON.parse(body) as unknown })
  response.setHeader('content-type', 'text/event-stream')
  for (const piece of ['Poll', 'y ', '', 'again']) {
    response.write(`data: ${JSON.stringify({ piece, stop: null })}\n\n`)
  }
  if (answers++ % 3 === 2) return void response.end()
  response.write(`data: ${JSON.stringify({ stop: 'done', count: 7 })}\n\n`)
  response.end('event: bye\ndata: {}\n\n')
}

let server: Server
beforeAll(async () => {
  server = createServer((request, response) => void speak(request, response))
  await once(server.listen(0, '127.0.0.1'), 'listening')
})
afterAll(() => server.close())

test("a user's own table decodes a server that speaks like no other", async () => {
  await inFolder(async (dir) => {
    const out = join(dir, 'out')
    writeFileSync(join(dir, 'parrot.json'), TABLE)
    const target = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const load = ['--streams', '30', '--rate', '30', '--max-tokens', '9', '--slo', 'none']
    const flags = ['--target', target, '--dialect', 'parrot.json', '--no-probe', '--out', out]
    const run = await streamgauge(['run', 'baseline', ...flags, ...load], {}, dir)
    expect(run.code, run.stderr).toBe(0)
    const { measured } = readResults(out)
    expect(measured).toHaveLength(30)
    for (const record of measured) {
      expect(record).toMatchObject({ dialect: 'parrot', transport: 'sse', contentEvents: 3 })
      expect(record.textBytes).toBe('Polly again'.length)
    }
    const complete = measured.filter((record) => record.outcome === 'complete')
    expect(complete).toHaveLength(20)
    expect(complete[0]).toMatchObject({ tokens: 7, tokenSource: 'usage', finishReason: 'done' })
    expect(measured.filter((record) => record.outcome === 'truncated_clean')).toHaveLength(10)
    expect(asked[0]).toMatchObject({ path: '/speak', body: { most: 9 } })
  })
})
