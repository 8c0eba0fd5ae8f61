import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dueHeap } from './due-heap.ts'
import { fakeStage } from './fake-stage.ts'
import type { Turn } from './wheel.ts'

const turnAt = (dueMs: number, take: Turn['take']): Turn => ({ dueMs, place: -1, take })

const anyRows = fc.array(fc.tuple(fc.nat(1_000), fc.boolean()), { maxLength: 60, size: 'max' })

describe('the heap', () => {
  it('gives entries back in order, whatever is put in and taken out', () => {
    fc.assert(
      fc.property(anyRows, (rows) => {
        const heap = dueHeap<{ dueMs: number; place: number }>()
        const entries = rows.map(([dueMs]) => ({ dueMs, place: -1 }))
        for (const entry of entries) heap.push(entry)
        for (const [i, entry] of entries.entries()) if (rows[i]?.[1] === true) heap.remove(entry)
        const kept = rows.filter(([, removed]) => !removed).map(([dueMs]) => dueMs)
        expect(heap.size()).toBe(kept.length)
        const order = kept.map(() => heap.pop()?.dueMs)
        expect(order).toEqual(kept.toSorted((a, b) => a - b))
        expect(heap.pop()).toBeUndefined()
        expect(entries.every((entry) => entry.place === -1)).toBe(true)
      }),
    )
  })
})

describe('the wheel', () => {
  it('gives each entry its turn in the order of their deadlines, never early', () => {
    const stage = fakeStage(1_000)
    const taken: (readonly [string, number])[] = []
    const add = (name: string, dueMs: number): void =>
      stage.wheel.add(
        turnAt(dueMs, (nowMs) => {
          taken.push([name, nowMs])
          return undefined
        }),
      )
    add('c', 1_030.4)
    add('a', 1_010)
    add('b', 1_010.5)
    stage.run(1_100)
    expect(taken.map(([name]) => name)).toEqual(['a', 'b', 'c'])
    for (const [i, dueMs] of [1_010, 1_010.5, 1_030.4].entries()) {
      const [, at] = taken[i] ?? ['', Number.NaN]
      expect(at).toBeGreaterThanOrEqual(dueMs)
      expect(at).toBeLessThanOrEqual(dueMs + 1)
    }
  })

  it('does not drift: the last deadline is met as exactly as the first, however late it wakes', () => {
    const stage = fakeStage(0, 0.7)
    const late: number[] = []
    const turn = turnAt(20, (nowMs) => {
      late.push(nowMs - turn.dueMs)
      return turn.dueMs + 20
    })
    stage.wheel.add(turn)
    stage.run(20 * 2_000)
    expect(late.length).toBeGreaterThan(1_990)
    expect(Math.max(...late)).toBeLessThan(2)
  })

  it('gives an overdue entry its next turn only after all others', () => {
    const stage = fakeStage(0)
    const order: string[] = []
    let rounds = 0
    stage.wheel.add(
      turnAt(5, () => {
        order.push('greedy')
        rounds++
        return rounds < 3 ? 5 : undefined
      }),
    )
    stage.wheel.add(
      turnAt(6, () => {
        order.push('modest')
        return undefined
      }),
    )
    stage.jump(10)
    stage.run(20)
    expect(order).toEqual(['greedy', 'modest', 'greedy', 'greedy'])
  })

  it('forgets an entry that is removed, and sleeps when it is empty', () => {
    const stage = fakeStage(0)
    const turn = turnAt(5, () => {
      throw new Error('a removed entry got a turn')
    })
    stage.wheel.add(turn)
    stage.wheel.remove(turn)
    stage.run(100)
    expect(stage.wheel.size()).toBe(0)
  })

  it('takes an entry that is due earlier than the alarm set before', () => {
    const stage = fakeStage(0)
    const taken: number[] = []
    const note = (nowMs: number): undefined => {
      taken.push(nowMs)
    }
    stage.wheel.add(turnAt(500, note))
    stage.wheel.add(turnAt(3, note))
    stage.run(600)
    expect(taken).toEqual([3, 500])
  })

  it('takes entries that are added during a tick', () => {
    const stage = fakeStage(0)
    const taken: string[] = []
    stage.wheel.add(
      turnAt(1, () => {
        stage.wheel.add(turnAt(2, () => void taken.push('second')))
        taken.push('first')
        return undefined
      }),
    )
    stage.run(10)
    expect(taken).toEqual(['first', 'second'])
  })
})
