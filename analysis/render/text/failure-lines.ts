import type { Group } from '../../summary/group.ts'
import { errorText } from '../failure-reason.ts'
import { whole } from '../numbers.ts'
import { printable } from '../printable.ts'

/** For each failed class of each route what its commonest failure said; nothing for a class that says all by its name. */
export function failureSentences(groups: readonly Group[]): readonly string[] {
  return groups.flatMap((group) =>
    group.outcomes.flatMap(({ outcome, count, success, example }) => {
      const { errorPhase: phase, errorCode: code, errorMessage: message, status } = example
      const why = errorText({
        ...(phase !== undefined && { phase }),
        ...(code !== undefined && { code }),
        ...(message !== undefined && { message }),
      })
      if (success || why === '') return []
      const kind = outcome === 'error_status' && status !== undefined ? ` ${status}` : ''
      return [`${outcome}${kind} on ${printable(group.route)} (${whole(count)}): ${why}`]
    }),
  )
}
