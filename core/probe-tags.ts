/**
 * Tags by which a stream says what it probes, so that a detector can tell streams of one scenario apart. Values are decimal
 * numbers.
 */
export const PROBE_TAGS = {
  /** The sender pads each event by so many bytes. */
  padBytes: 'padBytes',
  /** The sender is silent so long (ms) after its first event and again after its second and last one, then closes. */
  silenceMs: 'silenceMs',
} as const
