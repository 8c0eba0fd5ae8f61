import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { holdTrials, type TrialResult } from './hold-trials.ts'
import { SAMPLE_SEEDS } from './render-page.ts'
import { TRIALS } from './trials.ts'

/** A sample of `npm run detectors`: every line of the table, with few seeds. */
let dir = ''
let results: readonly TrialResult[] = []

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'streamgauge-detectors-'))
  results = (await holdTrials(TRIALS, SAMPLE_SEEDS, { dir, say: () => undefined })).results
})
afterAll(() => rmSync(dir, { recursive: true, force: true }))

describe('what is planted is named, and nothing else', () => {
  test.each(TRIALS.map(({ name }) => name))('%s', (name) => {
    const result = results.find(({ trial }) => trial.name === name)
    expect(result?.missed).toEqual([])
    expect(result?.alarms).toEqual([])
    expect(result?.seeds).toBe(SAMPLE_SEEDS)
  })
})
