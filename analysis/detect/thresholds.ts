/**
 * Every number that a detector decides by. The first proposals were settled by fault injection; `npm run detectors` repeats it
 * and prints them into docs/detectors.md.
 */

/** A fault is named from so many streams on; a single one may be anything. */
export const LEAST_STREAMS = 3
/** And where at least this share of the streams that could show it do. */
export const LEAST_RATIO = 0.2

/** Held back wholly: TTFT over E2E above this, … */
export const HELD_RATIO = 0.95
/** … where the same stream left the server, or came by the direct route, with at most this. */
export const NOT_HELD_RATIO = 0.7
/** Without any reference only an answer this long and this slow shows it. */
export const BLIND_EVENTS = 200
export const BLIND_E2E_MS = 3_000
/** Held back in part: the longest hold is at least this, and so many mean gaps between the bursts sent, … */
export const LEAST_HOLD_MS = 50
export const LEAST_HOLD_GAPS = 3
/** … and arrivals came in at most this share of the bursts in which they were sent. */
export const MOST_BURSTS_RATIO = 0.35
/** More streams than for other faults: a hop that was short of CPU for a moment makes lumps of some. */
export const LEAST_LUMPED_RATIO = 0.5
/** In the last burst of a stream that was held until its end. */
export const UNTIL_CLOSE_RATIO = 0.9

/** Buffers that are known by name. */
export const KNOWN_BUFFERS_BYTES = [4_096, 8_192, 16_384, 32_768] as const
/** Bursts whose bytes are this near each other are of one size; so near a known buffer they name it. */
export const SAME_SIZE_RATIO = 0.1
/** Share of the bursts that must be of one size. */
export const LUMPS_RATIO = 0.6
export const LEAST_LUMPS = 5

/** Share of the tokens before a pause that arrive with the next one, … */
export const LATE_BY_ONE_RATIO = 0.7
/** … though still one by one: in at least this share of the bursts that were sent. */
export const LATE_BURSTS_RATIO = 0.6
/** A pause is at least this long, and a stream shows it by so many. */
export const LEAST_PAUSE_MS = 10
export const LEAST_PAUSES = 4

/** Ages at death are one and the same limit with at most this coefficient of variation, … */
export const MOST_AGE_CV = 0.02
/**
 * … or, from six times this on, all within this: nginx does not move a timer for a change below 300 ms
 * (NGX_TIMER_LAZY_DELAY), so that a limit of 3 s strikes after 2.7 to 3 s of silence.
 */
export const TIMER_GRAIN_MS = 320
export const LEAST_GRAINS = 6
export const LEAST_DEATHS = 5
/** A shorter silence before a death is no time-out. */
export const LEAST_AGE_MS = 200

/** A common-mode stall: all but this share of at least so many streams are silent, … */
export const STALLED_RATIO = 0.8
export const LEAST_ACTIVE_STREAMS = 10
/** … for at least this long, though their own median gap is below … */
export const LEAST_STALL_MS = 100
export const MOST_MEDIAN_GAP_MS = 50
/** Our own reader was late by more than this in a fifth of the streams: the stall may be ours. */
export const MOST_OWN_LAG_MS = 50
/**
 * The canary was silent for so long, three times its pace: the machine stood still. A stall is ours where that covers at least this
 * share of it.
 */
export const LEAST_OWN_STALL_MS = 60
export const OWN_STALL_RATIO = 0.5

/** Jain's index of streams in flight an instance below which the load is uneven, … */
export const LEAST_JAIN = 0.9
/** … if chance would give as uneven a share in fewer cases than this. */
export const UNEVEN_CHANCE = 0.001

/** Window of a reconnect storm; starts in the busiest one against the mean of all. */
export const STORM_WINDOW_MS = 100
export const LEAST_STORM = 10
export const LEAST_STORM_RATIO = 5

/** Attempts at the server a request of the client. */
export const MOST_AMPLIFICATION = 1.05

/** Below this the kernel's socket buffers on the way explain everything. */
export const LEAST_ANSWER_BYTES = 20_000_000
/** Absorbed by the way of an answer: more is growth with the answer, less a bounded buffer. */
export const GROWTH_RATIO = 0.8

/** A server may take so long to notice that the client has gone. */
export const CANCEL_GRACE_MS = 250
