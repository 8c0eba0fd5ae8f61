/** What ran, by kind of end. A Go package that does not build counts as one failure. */
export interface Counts {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
  /** One line for each failure and each skip. */
  readonly details: readonly string[]
}

interface GoEvent {
  readonly Action?: string
  readonly Package?: string
  readonly Test?: string
  readonly Output?: string
}

/** Counts the output of `go test -json`: leaf tests and their parents alike, as `go test -v` lists them. */
export function goTestCounts(output: string): Counts {
  const counts = { passed: 0, failed: 0, skipped: 0, details: [] as string[] }
  const failedTests = new Set<string>()
  for (const line of output.split('\n')) {
    const event = parse(line)
    if (event?.Test === undefined) {
      if (event?.Action === 'fail' && !failedTests.has(event.Package ?? '')) {
        counts.failed++
        counts.details.push(`failed: ${event.Package} (package)`)
      }
      continue
    }
    const name = `${event.Package} ${event.Test}`
    if (event.Action === 'pass') counts.passed++
    else if (event.Action === 'fail') {
      counts.failed++
      failedTests.add(event.Package ?? '')
      counts.details.push(`failed: ${name}`)
    } else if (event.Action === 'skip') {
      counts.skipped++
      counts.details.push(`skipped: ${name}`)
    }
  }
  return counts
}

function parse(line: string): GoEvent | undefined {
  if (!line.startsWith('{')) return undefined
  try {
    return JSON.parse(line) as GoEvent
  } catch {
    return undefined
  }
}
