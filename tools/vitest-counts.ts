import type { Counts } from './go-test-counts.ts'

interface Report {
  readonly testResults: readonly {
    readonly name: string
    readonly status: string
    readonly message?: string
    readonly assertionResults: readonly {
      readonly status: string
      readonly fullName: string
    }[]
  }[]
}

/** Counts vitest's JSON report. A file that fails before its first test counts as one failure. */
export function vitestCounts(json: string): Counts {
  const counts = { passed: 0, failed: 0, skipped: 0, details: [] as string[] }
  for (const file of (JSON.parse(json) as Report).testResults) {
    if (file.status === 'failed' && file.assertionResults.every((one) => one.status !== 'failed')) {
      counts.failed++
      counts.details.push(`failed: ${file.name} (file)`)
    }
    for (const one of file.assertionResults) {
      if (one.status === 'passed') counts.passed++
      else if (one.status === 'failed') {
        counts.failed++
        counts.details.push(`failed: ${one.fullName}`)
      } else {
        counts.skipped++
        counts.details.push(`skipped: ${one.fullName}`)
      }
    }
  }
  return counts
}
