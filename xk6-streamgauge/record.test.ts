import type * as ear from 'k6/x/streamgauge'
import { expectTypeOf, test } from 'vitest'
import type { Outcome } from '../core/outcome.ts'
import type { StreamRecord } from '../core/record/record.ts'

/** The compiler decides: `npm run types` fails at a field that one side lacks, or declares otherwise. */
test('the record is declared to scripts as it is declared to the judge', () => {
  expectTypeOf<ear.StreamRecord>().toEqualTypeOf<StreamRecord>()
  expectTypeOf<ear.Outcome>().toEqualTypeOf<Outcome>()
})
