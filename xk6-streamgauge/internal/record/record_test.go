package record

import (
	"encoding/json"
	"math"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/outcome"
)

func catalogue(t testing.TB) GapHistogram {
	t.Helper()
	text, err := os.ReadFile("../../catalog.json")
	if err != nil {
		t.Fatal(err)
	}
	var c struct {
		GapHistogram GapHistogram `json:"gapHistogram"`
	}
	if err := json.Unmarshal(text, &c); err != nil {
		t.Fatal(err)
	}
	return c.GapHistogram
}

func TestQuantilesAreType7(t *testing.T) {
	for _, c := range []struct {
		values []Micros
		p      float64
		want   Micros
	}{
		{[]Micros{5}, 0.99, 5},
		{[]Micros{10, 20}, 0.5, 15},
		{[]Micros{10, 20, 30, 40}, 0.5, 25},
		{[]Micros{10, 20, 30, 40}, 0.9, 37},
		{[]Micros{10, 20, 30, 40}, 1, 40},
		{[]Micros{10, 20, 30, 40}, 0, 10},
		{[]Micros{0, 100, 200, 300, 400, 500, 600, 700, 800, 900}, 0.95, 855},
		{nil, 0.5, 0},
	} {
		if got := Quantile(c.values, c.p); got != c.want {
			t.Errorf("p%v of %v: got %v, want %v", c.p, c.values, got, c.want)
		}
	}
}

func TestEveryGapLiesWithinTheEdgesOfItsBucket(t *testing.T) {
	h := catalogue(t)
	for ms := 0.001; ms < 3e6; ms *= 1.0037 {
		low, high := h.Edges(h.Bucket(ms))
		if ms < low || ms >= high {
			t.Fatalf("%v ms in bucket %d [%v, %v)", ms, h.Bucket(ms), low, high)
		}
	}
	for bucket := range h.Buckets() {
		if low, _ := h.Edges(bucket); bucket > 0 && h.Bucket(low) != bucket {
			t.Fatalf("lower edge %v of bucket %d is in %d", low, bucket, h.Bucket(low))
		}
	}
}

// The figures are those of gapBucket in core/metrics/gap-histogram.ts.
func TestBucketsAreThoseOfTheCatalogue(t *testing.T) {
	h := catalogue(t)
	for ms, bucket := range map[float64]int{
		-1: 0, 0: 0, 0.0078124: 0, 0.0078125: 1, 0.01: 18, 1: 449, 1.015625: 450, 20: 721, 1048576: 1729, math.Inf(1): 1729,
	} {
		if got := h.Bucket(ms); got != bucket {
			t.Errorf("%v ms: bucket %d, want %d", ms, got, bucket)
		}
	}
	if h.Bucket(math.NaN()) != 0 {
		t.Error("not a number")
	}
}

func TestMicrosecondsAreWrittenExactly(t *testing.T) {
	for value, want := range map[Micros]string{
		0: "0", 1: "0.001", 10: "0.01", 100: "0.1", 999: "0.999", 1000: "1", 1001: "1.001", 1010: "1.01", 123456789: "123456.789",
		-5: "-0.005", -1500: "-1.5", 2207963829: "2207963.829",
	} {
		if got := string(appendMicros(nil, value)); got != want {
			t.Errorf("%d: %s, want %s", value, got, want)
		}
	}
	for ns, want := range map[int64]Micros{499: 0, 500: 1, 1499: 1, 1500: 2, -499: 0, -500: -1} {
		if got := OfNs(ns); got != want {
			t.Errorf("%d ns: %d, want %d", ns, got, want)
		}
	}
}

func TestTextsAreJSON(t *testing.T) {
	for _, text := range []string{"", "a", "\"\\/", "\x00\x1f\n\t", "é€😀", "\u2028", strings.Repeat("x", 100)} {
		var back string
		if err := json.Unmarshal(appendText(nil, text), &back); err != nil || back != text {
			t.Errorf("%q: %q, %v", text, back, err)
		}
	}
	if got := string(appendText(nil, "a\xffb")); got != "\"a\uFFFDb\"" {
		t.Errorf("bad UTF-8: %s", got)
	}
}

func TestPlayoutStalls(t *testing.T) {
	ms := func(values ...Micros) []Micros {
		for i := range values {
			values[i] *= 1000
		}
		return values
	}
	for _, c := range []struct {
		name string
		gaps []Micros
		per  float64
		want Stalls
	}{
		{"faster than the reader", ms(20, 20, 20), 1, Stalls{}},
		{"as fast as the reader", ms(40, 40), 1, Stalls{}},
		{"a pause that the reader does not notice", ms(20, 20, 20, 100), 1, Stalls{}},
		{"a pause that the reader notices", ms(40, 300, 40), 1, Stalls{Count: 1, Total: 260_000, Longest: 260_000}},
		{"short waits are no stalls, but add up", ms(100, 100), 1, Stalls{Total: 120_000, Longest: 60_000}},
		{"four tokens an event are read in 160 ms", ms(150, 150), 4, Stalls{}},
	} {
		if got := PlayoutStalls(c.gaps, c.per); got != c.want {
			t.Errorf("%s: got %+v, want %+v", c.name, got, c.want)
		}
	}
}

func TestFluidity(t *testing.T) {
	for _, c := range []struct {
		name string
		ttft Micros
		gaps []Micros
		want float64
	}{
		{"all in time", 900_000, []Micros{40_000, 40_000}, 1},
		{"the first too late by up to 40 ms misses one deadline", 1_010_000, []Micros{40_000}, 0.5},
		{"slack of the first covers a pause", 800_000, []Micros{200_000}, 1},
		{"a pause without slack misses as many deadlines as it lasts", 1_000_000, []Micros{100_000}, 1 - 2.0/3},
	} {
		if got := Fluidity(c.ttft, c.gaps); math.Abs(got-c.want) > 1e-9 {
			t.Errorf("%s: got %v, want %v", c.name, got, c.want)
		}
	}
}

func whole() *Record {
	return &Record{
		Labels: Labels{
			Run: "r", Scenario: "s", Stream: "s/1", Target: "mock", Route: "direct", Transport: "sse", Dialect: "plain",
			Warmup: true, Tags: map[string]string{"b": "2", "a": "1"},
		},
		At: time.Date(2026, 1, 2, 3, 4, 5, 678_900_000, time.UTC), Scheduled: 1_000_500, Started: 1_001_000,
		Reused: Known(false), Connect: Known[Micros](0), TTFT: Known[Micros](200_000), E2E: Known[Micros](260_000), End: 261_000,
		Tokens: 3, TokenSource: "events", Events: 4, ContentEvents: 3, Gaps: []Micros{30_000, 30_000},
		ReadsAt: []ReadAt{{AtNs: 1_200_500_000, Bytes: 25, ContentEvents: 1}}, Stalls: Known(Stalls{}), FluidityRatio: Known(1.0),
		Outcome: outcome.Complete, Status: 200, Terminated: Known(true), Stamp: "kernel", Lag: []Micros{50, 70},
	}
}

func TestTheLineOfARecord(t *testing.T) {
	want := `{"v":1,"run":"r","scenario":"s","stream":"s/1","target":"mock","route":"direct","transport":"sse","dialect":"plain",` +
		`"at":"2026-01-02T03:04:05.678900Z","scheduledMs":1000.5,"startedMs":1001,"startDelayMs":0.5,"reused":false,"connectMs":0,` +
		`"ttftMs":200,"ttftFromSendMs":199.5,"e2eMs":260,"endMs":261,"tailMs":1,"tokens":3,"tokenSource":"events","events":4,` +
		`"contentEvents":3,"reads":0,"bytes":0,"textBytes":0,` +
		`"gaps":{"count":2,"minMs":30,"meanMs":30,"p50Ms":30,"p90Ms":30,"p99Ms":30,"maxMs":30},"gapsMs":[30,30],` +
		`"readsAt":[[200,25,1]],"tpotMs":30,"tokensPerSecond":11.538,"stalls":{"count":0,"totalMs":0,"longestMs":0},` +
		`"fluidityRatio":1,"outcome":"complete","status":200,"terminated":true,"stamp":"kernel",` +
		`"lag":{"p50Ms":0.06,"p99Ms":0.07,"maxMs":0.07},"coalescedEvents":0,"warmup":true,"tags":{"a":"1","b":"2"}}`
	if got := string(whole().Append(nil, catalogue(t))); got != want {
		t.Fatalf("got\n%s\nwant\n%s", got, want)
	}
}

func TestWhatIsNotKnownIsAbsent(t *testing.T) {
	line := (&Record{Outcome: outcome.Refused, Error: &Error{"connect", "connection-refused", "no"}}).Append(nil, catalogue(t))
	var fields map[string]any
	if err := json.Unmarshal(line, &fields); err != nil {
		t.Fatal(err)
	}
	want := []string{
		"at", "bytes", "contentEvents", "dialect", "endMs", "error", "events", "outcome", "reads", "route", "run", "scenario",
		"scheduledMs", "startDelayMs", "startedMs", "stream", "target", "textBytes", "tokens", "transport", "v",
	}
	got := make([]string, 0, len(fields))
	for name := range fields {
		got = append(got, name)
	}
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Fatalf("got %v", got)
	}
}

func TestMoreThanAThousandGapsBecomeAHistogram(t *testing.T) {
	decode := func(r *Record) (gaps []float64, hist [][2]int64) {
		var fields struct {
			GapsMs  []float64  `json:"gapsMs"`
			GapHist [][2]int64 `json:"gapHist"`
		}
		if err := json.Unmarshal(r.Append(nil, catalogue(t)), &fields); err != nil {
			t.Fatal(err)
		}
		return fields.GapsMs, fields.GapHist
	}
	r := whole()
	r.Gaps = slices.Repeat([]Micros{20_000}, 1000)
	if gaps, hist := decode(r); len(gaps) != 1000 || hist != nil {
		t.Fatalf("1000 gaps: %d listed, %v", len(gaps), hist)
	}
	r.Gaps = append(r.Gaps, 1_000)
	if gaps, hist := decode(r); gaps != nil || !slices.Equal(hist, [][2]int64{{449, 1}, {721, 1000}}) {
		t.Fatalf("1001 gaps: %d listed, %v", len(gaps), hist)
	}
	r.KeepRaw = true
	if gaps, hist := decode(r); len(gaps) != 1001 || hist != nil || gaps[1000] != 1 {
		t.Fatalf("raw: %d listed, %v", len(gaps), hist)
	}
}
