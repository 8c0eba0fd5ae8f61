import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { CATALOG } from '../../core/metrics/catalog.ts'
import { findExecutable } from '../../runner/process/find-executable.ts'

const cwd = fileURLToPath(new URL('.', import.meta.url))
const promtool = findExecutable('promtool') ?? ''

interface Rule {
  readonly alert?: string
  readonly record?: string
  readonly expr: string
}

interface Case {
  readonly alert_rule_test: readonly {
    readonly alertname: string
    readonly exp_alerts: readonly unknown[]
  }[]
}

const read = (file: string): unknown => parse(readFileSync(`${cwd}/${file}`, 'utf8'))
const { groups } = read('alerts.yml') as { groups: readonly { rules: readonly Rule[] }[] }
const { tests } = read('alerts.promtool.yml') as { tests: readonly Case[] }
const rules = groups.flatMap((group) => group.rules)
const cases = tests.flatMap((one) => one.alert_rule_test)

test.skipIf(promtool === '')(
  'promtool takes the configuration and the rules, and each alert fires when it should',
  async () => {
    const run = promisify(execFile)
    await run(promtool, ['check', 'config', 'prometheus.yml'], { cwd })
    const { stdout } = await run(promtool, ['test', 'rules', 'alerts.promtool.yml'], { cwd })
    expect(stdout).toContain('SUCCESS')
  },
)

test.each(rules.flatMap(({ alert }) => alert ?? []))(
  'the cases know %s silent and firing',
  (alert) => {
    const expected = cases.filter(({ alertname }) => alertname === alert)
    expect(expected.some(({ exp_alerts }) => exp_alerts.length === 0)).toBe(true)
    expect(expected.some(({ exp_alerts }) => exp_alerts.length > 0)).toBe(true)
  },
)

test('rules know no metric outside the catalogue', () => {
  const suffix = { trend: '_seconds', counter: '_total', gauge: '', rate: '_rate', histogram: '' }
  const known = new Set([
    ...CATALOG.map(({ name, side, kind }) =>
      side === 'client' ? `k6_${name}${suffix[kind]}` : name,
    ),
    ...rules.flatMap(({ record }) => record ?? []),
  ])
  const names = rules.flatMap(
    ({ expr }) => expr.match(/\b(?:k6_|mock_|testid_\w+:)[a-z0-9_:]+/gu) ?? [],
  )
  expect(names.length).toBeGreaterThan(rules.length)
  expect(names.filter((name) => !known.has(name))).toEqual([])
})
