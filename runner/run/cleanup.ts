/** Steps to undo, newest first, each exactly once, whatever happens to the others. */
export interface Cleanup {
  add(step: () => Promise<void> | void): void
  run(): Promise<void>
}

/** A stack of undo steps. A step that fails does not keep the others from running; the first failure is thrown at the end. */
export function cleanup(): Cleanup {
  const steps: (() => Promise<void> | void)[] = []
  return {
    add(step) {
      steps.push(step)
    },
    async run() {
      const failures: unknown[] = []
      for (let step = steps.pop(); step !== undefined; step = steps.pop()) {
        try {
          await step()
        } catch (error) {
          failures.push(error)
        }
      }
      if (failures.length > 0) throw failures[0]
    },
  }
}
