// Package integrity compares the tokens that came with those that were sent, by the stamp in each event: the token's index
// and the instant at which it left.
package integrity

// foreignFrom: no plan has a token of this index or beyond, so such a token is one of another answer.
const foreignFrom = 1_000_000

// rangesKept bounds what a stream full of holes costs; the oldest hole beyond it can no longer be found filled.
const rangesKept = 4096

// Counts are the tokens out of place.
type Counts struct {
	Missing, Duplicate, Reordered, Foreign int64
}

// Check follows the indexes of one stream from 0 on. Its zero value is ready.
type Check struct {
	counts  Counts
	next    int64  // one above the highest index seen
	holes   []hole // indexes below next that have not come, in order
	stamped bool
}

type hole struct{ from, to int64 }

// Reset makes it ready for another stream.
func (c *Check) Reset() { *c = Check{holes: c.holes[:0]} }

// From begins with the token of this index: those before came by another attempt.
func (c *Check) From(index int64) { c.next = index }

// Next is one above the highest index seen.
func (c *Check) Next() int64 { return c.next }

// Stamped says whether any token had a stamp.
func (c *Check) Stamped() bool { return c.stamped }

// Counts are the findings so far. A missing tail is none: it is truncation.
func (c *Check) Counts() Counts { return c.counts }

// Token takes the next token's index; the code is why it is out of place, empty if it is not.
func (c *Check) Token(index int64) (code string) {
	c.stamped = true
	switch {
	case index < 0 || index >= foreignFrom:
		c.counts.Foreign++
		return "foreign-token"
	case index == c.next:
		c.next++
		return ""
	case index > c.next:
		c.counts.Missing += index - c.next
		if len(c.holes) >= rangesKept {
			c.holes = append(c.holes[:0], c.holes[1:]...)
		}
		c.holes = append(c.holes, hole{c.next, index})
		c.next = index + 1
		return "skipped-token"
	case c.fill(index):
		c.counts.Missing--
		c.counts.Reordered++
		return "reordered-token"
	default:
		c.counts.Duplicate++
		return "duplicate-token"
	}
}

// Unstamped takes a token without a stamp: where others have one, it is none of theirs.
func (c *Check) Unstamped() (code string) {
	if !c.stamped {
		return ""
	}
	c.counts.Foreign++
	return "foreign-token"
}

// fill takes an index out of the holes; false if it was in none.
func (c *Check) fill(index int64) bool {
	for i := len(c.holes) - 1; i >= 0; i-- {
		h := c.holes[i]
		if index < h.from || index >= h.to {
			continue
		}
		parts := make([]hole, 0, 2)
		if h.from < index {
			parts = append(parts, hole{h.from, index})
		}
		if index+1 < h.to {
			parts = append(parts, hole{index + 1, h.to})
		}
		c.holes = append(c.holes[:i], append(parts, c.holes[i+1:]...)...)
		return true
	}
	return false
}
