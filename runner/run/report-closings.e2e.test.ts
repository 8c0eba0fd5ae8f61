import { join } from 'node:path'
import { expect, test } from 'vitest'
import {
  inFolder,
  readDepartures,
  readResults,
  readTruth,
  streamgauge,
} from '../e2e/streamgauge.ts'

test('the truth log of a run tells each departure from the instant at which the client closed', () =>
  inFolder(async (folder) => {
    const out = join(folder, 'run')
    const words = ['cancel-storm', '--streams', '16', '--route', 'direct']
    const run = await streamgauge(['run', ...words, '--out', out])
    expect(run.code, run.stderr).toBe(0)
    const { measured, probes } = readResults(out)
    const truth = readTruth(out)
    const departures = readDepartures(out)
    const cancelled = [...measured, ...probes].filter(({ outcome }) => outcome === 'cancelled')
    const noticed = cancelled.filter((one) => truth.get(one.stream)?.outcome === 'client_gone')
    expect(noticed.length).toBeGreaterThan(8)
    expect(new Set(departures.keys())).toEqual(new Set(noticed.map(({ stream }) => stream)))
    for (const { stream, scheduledMs, cancel } of noticed) {
      const closedMs = scheduledMs + (cancel?.atMs ?? Number.NaN)
      const line = departures.get(stream)
      expect(line?.clientClosedMs).toBeCloseTo(closedMs, 2)
      expect(line?.clientGoneMs).toBe(truth.get(stream)?.clientGoneMs)
      expect(line?.tokensAfterClosed).toBe(
        truth.get(stream)?.tokenMs.filter((atMs) => atMs > closedMs).length,
      )
    }
  }))
