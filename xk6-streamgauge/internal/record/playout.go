package record

// The reader model behind stalls and fluidity: methods.md 2.11, the `interactive` preset.
const (
	// ReaderTokensPerSecond is how fast the model reader takes tokens (ρ): 25/s, one in 40 ms.
	ReaderTokensPerSecond = 25
	// StallLimit: shorter waits of the reader are not counted as stalls, though they add to the total.
	StallLimit Micros = 200_000
	// FluidityFirst is the deadline of the first token (D_p), from the intended start.
	FluidityFirst Micros = 1_000_000
	// FluidityNext is the deadline of each later one (D_d), from the one before.
	FluidityNext Micros = 40_000
)

// PlayoutStalls plays the arrivals to a reader who needs tokensPerEvent/ρ for each event:
// P_1 = a_1, P_i = max(a_i, P_(i-1) + k/ρ), stall_i = P_i - P_(i-1) - k/ρ, with a_i the arrivals (from the gaps),
// k tokens per event and ρ tokens per second. Total is the sum of all stalls, count that of those over 200 ms.
func PlayoutStalls(gaps []Micros, tokensPerEvent float64) Stalls {
	reading := Micros(tokensPerEvent * 1e6 / ReaderTokensPerSecond)
	var s Stalls
	ahead := Micros(0) // how far the reader's finish lies after the newest arrival
	for _, gap := range gaps {
		ahead += reading - gap
		if ahead >= 0 {
			continue
		}
		stall := -ahead
		ahead = 0
		s.Total += stall
		s.Longest = max(s.Longest, stall)
		if stall > StallLimit {
			s.Count++
		}
	}
	return s
}

// Fluidity is the fluidity index of Etalon (https://arxiv.org/abs/2407.07000, https://arxiv.org/abs/2507.09019):
// 1 - missed/total over deadlines D_p for the first token and D_d for later ones, slack carried forward. ttft counts
// from the intended start; each event counts as one token.
func Fluidity(ttft Micros, gaps []Micros) float64 {
	var slack, missed, total int64
	step := func(t, deadline int64) {
		if t <= deadline+slack {
			slack += deadline - t
			total++
			return
		}
		miss := (t-slack-deadline)/int64(FluidityNext) + 1
		missed += miss
		total += miss
		slack = 0
	}
	step(int64(ttft), int64(FluidityFirst))
	for _, gap := range gaps {
		step(int64(gap), int64(FluidityNext))
	}
	return 1 - float64(missed)/float64(total)
}
