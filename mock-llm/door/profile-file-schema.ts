import { z } from 'zod'
import { OUTCOMES } from '../../core/outcome.ts'
import { faultSchema } from '../request/fault-specs.ts'
import { strict, whole } from '../request/ranges.ts'
import { profileFields } from './profile-schema.ts'

const count = whole(0, Number.MAX_SAFE_INTEGER)
const words = z.string()

const learned = strict({
  run: words.describe('Id of the run that was learned from.'),
  startedAt: words.describe('RFC 3339.'),
  target: words.describe("`mock` or the URL's origin."),
  dialect: words,
  scenario: words.describe('With the kind of its streams after a slash where it has several.'),
  route: words,
  by: words.describe('Version of streamgauge.').optional(),
  samples: strict({
    streams: count,
    ttft: count,
    gaps: count,
    lengths: count.describe('Streams that ended well.'),
    failures: count,
  }).describe('How many samples each table was made of.'),
  outcomes: z.partialRecord(z.enum(OUTCOMES), count).describe('All streams, by how they ended.'),
  limits: z
    .array(words)
    .describe('What the profile does not do as the endpoint did, a sentence each.'),
}).describe('Where a learned profile comes from, and what it rests on. Nothing is served by it.')

/** A profile file, whole, for editors and other programs; the mock reads it by `readProfile`, which names every mistake. */
export const profileFileSchema = strict({
  v: z.literal(1).optional(),
  learned: learned.optional(),
  ...profileFields,
  faults: z
    .array(faultSchema)
    .describe('Each is drawn by its own rate; a request may be hit by several.')
    .optional(),
  failures: z
    .array(faultSchema)
    .describe('At most one hits a request, by one draw; the rates add up to 1 at most.')
    .optional(),
}).describe('A profile of the mock: what it serves, and how its requests fail.')
