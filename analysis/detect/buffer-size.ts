import { bytesText } from './bytes-text.ts'
import { median } from './arrivals.ts'
import { type Detector, findingOn, type Observation } from './detector.ts'
import { heldStreams } from './held-streams.ts'
import { LEAST_STREAMS } from './thresholds.ts'

/** Streams of one padding: how long their events were, and whether they were held back. */
interface Rung {
  readonly eventBytes: number
  readonly held: boolean
}

/**
 * The padding probe of failure mode A1: streams of one scenario whose events are padded more and more (tag `padBytes`). Those
 * with events shorter than the buffer are held back, longer ones push themselves through: the size lies in between.
 */
export const bufferSize: Detector = (observation) => {
  // Told once, on the first of the kinds.
  if (observation.kin[0] !== observation.group) return []
  const rungs = ladder(observation)
  const held = rungs.filter((rung) => rung.held)
  if (rungs.length < 2 || held.length === 0) return []
  const aboveBytes = Math.max(...held.map((rung) => rung.eventBytes))
  const free = rungs.filter((rung) => !rung.held && rung.eventBytes > aboveBytes)
  const mostBytes = free.length === 0 ? undefined : Math.min(...free.map((rung) => rung.eventBytes))
  return [
    findingOn(observation.group, 'buffer-size', {
      severity: 'info',
      view: 'inside',
      what:
        mostBytes === undefined
          ? `Events of ${bytesText(aboveBytes)} are still held back: the buffer is larger than that, or everything waits for the end.`
          : `Events of ${bytesText(aboveBytes)} are held back, those of ${bytesText(mostBytes)} are not: the buffer lies between the two.`,
      evidence: {
        heldEventBytes: aboveBytes,
        ...(mostBytes !== undefined && { passedEventBytes: mostBytes }),
        rungs: rungs.length,
      },
      remedy:
        'A buffer of this size points at its owner (nginx: proxy_buffer_size, proxy_buffers). Probe sizes in between for a closer bound.',
    }),
  ]
}

function ladder({ kin, direct }: Observation): readonly Rung[] {
  const pads = new Set(kin.flatMap(({ streams }) => streams.values('padBytes', streams.rows())))
  const rungs = [...pads].map((pad): Rung | undefined => {
    const padded = kin.map((group) => {
      const { streams } = group
      const { held, eligible } = heldStreams(
        group,
        direct,
        (row) => streams.at(row, 'padBytes') === pad,
      )
      const eventBytes = eligible.map(
        (row) => streams.at(row, 'bytes') / streams.at(row, 'contentEvents'),
      )
      return { held: held.length, eventBytes }
    })
    const sizes = padded.flatMap(({ eventBytes }) => eventBytes)
    if (sizes.length < LEAST_STREAMS) return undefined
    const held = padded.reduce((sum, each) => sum + each.held, 0)
    return { eventBytes: median(sizes) ?? pad, held: held * 2 > sizes.length }
  })
  return rungs.filter((rung) => rung !== undefined)
}
