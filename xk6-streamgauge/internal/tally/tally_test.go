package tally

import (
	"bufio"
	"encoding/json"
	"io"
	"math"
	"testing"
	"testing/synctest"
	"time"

	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/outcome"
	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/record"
)

var shape = record.GapHistogram{MinExponent: -7, MaxExponent: 20, SubBuckets: 64}

func stream(ttftMs int64, o outcome.Outcome) *record.Record {
	r := &record.Record{Outcome: o, Tokens: 2, Lag: []record.Micros{100}}
	r.Scenario, r.Route = "s", "direct"
	if ttftMs > 0 {
		r.TTFT, r.E2E = record.Known(record.Micros(ttftMs*1000)), record.Known(record.Micros(ttftMs*1000))
	}
	return r
}

func TestStreamsAreCounted(t *testing.T) {
	tally := New(shape)
	for range 4 {
		tally.Start(false)
	}
	if active, _ := tally.End(stream(10, outcome.Complete)); active != 3 {
		t.Fatalf("%d open", active)
	}
	tally.End(stream(10, outcome.Cancelled))
	tally.End(stream(0, outcome.Refused))
	tally.Drop(5)
	want := Counts{Started: 4, Active: 1, Done: 3, Success: 1, Cancelled: 1, Tokens: 6, Dropped: 5}
	if got := tally.Counts(); got != want {
		t.Fatalf("got %+v", got)
	}
}

func TestQuantilesLeaveWarmUpAndProbesOut(t *testing.T) {
	tally := New(shape)
	for i := range 100 {
		tally.End(stream(int64(i+1), outcome.Complete))
	}
	for _, flag := range []func(*record.Record){func(r *record.Record) { r.Warmup = true }, func(r *record.Record) { r.Probe = true }} {
		r := stream(1_000_000, outcome.Complete)
		flag(r)
		for range 100 {
			tally.End(r)
		}
	}
	p := tally.progress(time.Second, false)
	for name, c := range map[string]struct {
		got  *float64
		want float64
	}{"p50": {p.TTFTP50Ms, 50}, "p99": {p.TTFTP99Ms, 99}, "lag": {p.LagP99Ms, 0.1}} {
		if c.got == nil || math.Abs(*c.got-c.want) > c.want*0.02 {
			t.Errorf("%s: got %v, want %v within a bucket", name, c.got, c.want)
		}
	}
}

func TestProgressIsThatOfTheLoadAlone(t *testing.T) {
	tally := New(shape)
	tally.Start(false)
	tally.End(stream(10, outcome.Complete))
	canary := stream(10, outcome.Complete)
	canary.Probe = true
	for range 9 {
		tally.Start(true)
	}
	tally.End(canary)
	want := Progress{ElapsedMs: 1000, Started: 1, Done: 1, Success: 1, Tokens: 2}
	got := tally.progress(time.Second, false)
	got.CPUSeconds, got.TTFTP50Ms, got.TTFTP99Ms, got.LagP99Ms, got.StartDelayP99Ms = 0, nil, nil, nil, nil
	if got != want {
		t.Fatalf("got %+v", got)
	}
	if all := tally.Counts(); all.Started != 10 || all.Active != 8 || all.Done != 2 {
		t.Fatalf("of all: %+v", all)
	}
}

func TestWhatASlowReaderLeavesIsNoLagOfOurs(t *testing.T) {
	tally := New(shape)
	slow := stream(10, outcome.Complete)
	slow.Reader, slow.Lag = &record.Reader{}, []record.Micros{5_000_000}
	tally.End(slow)
	if p := tally.progress(time.Second, false); p.LagP99Ms != nil {
		t.Fatalf("lag %v ms", *p.LagP99Ms)
	}
	tally.End(stream(10, outcome.Complete))
	if p := tally.progress(time.Second, false); p.LagP99Ms == nil || *p.LagP99Ms > 0.11 {
		t.Fatal("the others' lag counts")
	}
}

func TestTheReadsOfSomeStreamsAreKept(t *testing.T) {
	p := newReadsPolicy()
	kept := 0
	for range 100 {
		if p.keep(stream(10, outcome.Complete)) {
			kept++
		}
	}
	if kept != 20 {
		t.Fatalf("%d of the first kept", kept)
	}
	other := stream(10, outcome.Complete)
	other.Route = "nginx"
	if !p.keep(other) {
		t.Fatal("another route has its own first streams")
	}
	if !p.keep(stream(11, outcome.Complete)) || p.keep(stream(9, outcome.Complete)) {
		t.Fatal("the slowest so far are kept, others not")
	}
	kept = 0
	for range 300 {
		if p.keep(stream(0, outcome.TimeoutFirst)) {
			kept++
		}
	}
	if kept != 200 {
		t.Fatalf("%d of those without success kept", kept)
	}
	tally, raw := New(shape), stream(1, outcome.Complete)
	raw.KeepRaw = true
	for range 50 {
		tally.End(stream(100, outcome.Complete))
	}
	if _, keep := tally.End(raw); !keep {
		t.Fatal("raw values are to be kept")
	}
}

func TestProgressComesEveryHalfSecondAndAtTheEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		reader, writer := io.Pipe()
		lines := make(chan Progress, 100)
		go func() {
			scanner := bufio.NewScanner(reader)
			for scanner.Scan() {
				var p Progress
				if err := json.Unmarshal(scanner.Bytes(), &p); err != nil {
					t.Error(err)
				}
				lines <- p
			}
			close(lines)
		}()
		r := Report(New(shape), writer, nil)
		time.Sleep(1200 * time.Millisecond)
		r.Close()
		_ = writer.Close()
		var got []Progress
		for p := range lines {
			got = append(got, p)
		}
		if len(got) != 3 || got[0].ElapsedMs != 500 || got[0].Final || !got[2].Final || got[2].ElapsedMs != 1200 {
			t.Fatalf("%+v", got)
		}
		if got[2].TTFTP50Ms != nil {
			t.Fatal("a quantile of nothing")
		}
	})
}

func TestWhoeverAskedForProgressHasGoneIsToldOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		reader, writer := io.Pipe()
		_ = reader.Close()
		told := 0
		r := Report(New(shape), writer, func(error) { told++ })
		time.Sleep(1200 * time.Millisecond)
		r.Close()
		if told != 1 {
			t.Fatalf("told %d times", told)
		}
	})
}
