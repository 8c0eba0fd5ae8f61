import { relative } from 'node:path'
import { compareFolders, renderComparison, writeComparison } from '../../analysis/index.ts'
import { checkK6, type Ended } from '../run/conclude.ts'

/** Compares the sides in the folder, writes the comparison, says what came of it. Resolves to the exit code. */
export function concludeComparison(ended: Ended): number {
  const { plan, folder } = ended
  const comparison = compareFolders([folder.dir])
  if (comparison === undefined) throw new Error('run.json does not say what was compared')
  writeComparison(folder.dir, comparison)
  const { exitCode } = comparison.verdict
  if (plan.json) {
    process.stdout.write(renderComparison('json', comparison))
  } else {
    const text = renderComparison('text', comparison, plan.color && process.stdout.isTTY)
    process.stdout.write(`${text}results     ${relative(process.cwd(), folder.dir)}\n`)
  }
  checkK6(ended)
  return exitCode
}
