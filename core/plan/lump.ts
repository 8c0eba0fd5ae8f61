import type { Fault, Plan, Step, TokenStep } from './plan.ts'

/** Tokens leave in groups of `size`, each group when its last token is due. */
export const lump =
  (args: { readonly size: number }): Fault =>
  (plan) => ({
    ...plan,
    faults: [...plan.faults, 'lump'],
    steps: () => lumped(plan, args.size),
  })

function* lumped(plan: Plan, size: number): Generator<Step, undefined, undefined> {
  const steps = plan.steps()
  let group: TokenStep[] = []
  for (let step = steps.next().value; step !== undefined; step = steps.next().value) {
    if (step.kind === 'token') group.push(step)
    if (group.length === size || step.kind !== 'token') {
      const atMs = group.at(-1)?.atMs
      if (atMs !== undefined) for (const token of group) yield { ...token, atMs }
      group = []
    }
    if (step.kind !== 'token') yield step
  }
  return undefined
}
