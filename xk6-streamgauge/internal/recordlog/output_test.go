package recordlog

import (
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sirupsen/logrus"
	"go.k6.io/k6/v2/errext"
	"go.k6.io/k6/v2/metrics"
	"go.k6.io/k6/v2/output"

	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/record"
	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/tally"
)

func newOutput(t *testing.T, path string) *Output {
	t.Helper()
	log := logrus.New()
	log.SetOutput(io.Discard)
	o, err := New(output.Params{ConfigArgument: path, Logger: log, Environment: map[string]string{}},
		tally.New(record.GapHistogram{MinExponent: -7, MaxExponent: 20, SubBuckets: 64}))
	if err != nil {
		t.Fatal(err)
	}
	return o
}

func container(line string) metrics.SampleContainer { return &Container{Run: "r", Line: []byte(line)} }

func linesOf(t *testing.T, path string) []string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasSuffix(string(text), "\n") {
		t.Fatalf("torn last line: %q", text)
	}
	return strings.Split(strings.TrimSuffix(string(text), "\n"), "\n")
}

func TestRecordsAreAppendedAndTheEndIsProved(t *testing.T) {
	path := filepath.Join(t.TempDir(), "records.ndjson")
	o := newOutput(t, path)
	if err := o.Start(); err != nil {
		t.Fatal(err)
	}
	o.tally.Start(false)
	o.AddMetricSamples([]metrics.SampleContainer{container(`{"a":1}`), metrics.Samples{}, container(`{"a":2}`)})
	o.AddMetricSamples(nil)
	if err := o.StopWithTestError(nil); err != nil {
		t.Fatal(err)
	}
	got := linesOf(t, path)
	want := []string{`{"a":1}`, `{"a":2}`, `{"v":1,"end":true,"run":"r","records":2,"started":1,"reason":"finished"}`}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Fatalf("got %q", got)
	}
}

func TestTheReasonOfTheEnd(t *testing.T) {
	failed := errors.New("threshold x")
	for _, c := range []struct {
		err  error
		want string
	}{
		{nil, "finished"},
		{errext.WithAbortReasonIfNone(errors.New("signal"), errext.AbortedByUser), "interrupted"},
		{errext.WithAbortReasonIfNone(failed, errext.AbortedByThresholdsAfterTestEnd), "finished"},
		{errext.WithAbortReasonIfNone(failed, errext.AbortedByThreshold), "aborted: threshold x"},
		{failed, "aborted: threshold x"},
	} {
		if got := reasonOf(c.err); got != c.want {
			t.Errorf("%v: got %q, want %q", c.err, got, c.want)
		}
	}
}

// disk is a file that can take only so much.
type disk struct {
	left    int
	content []byte
}

func (d *disk) Write(b []byte) (int, error) {
	n := min(len(b), d.left)
	d.left -= n
	d.content = append(d.content, b[:n]...)
	if n < len(b) {
		return n, errors.New("no space left on device")
	}
	return n, nil
}

func (d *disk) Truncate(size int64) error { d.content = d.content[:size]; return nil }
func (d *disk) Close() error              { return nil }

func TestAFullDiskEndsTheRunAndKeepsWholeLines(t *testing.T) {
	o := newOutput(t, filepath.Join(t.TempDir(), "records.ndjson"))
	if err := o.Start(); err != nil {
		t.Fatal(err)
	}
	full := &disk{left: 20}
	_ = o.file.close()
	o.file = &lines{file: full}
	var stopped error
	o.SetTestRunStopCallback(func(err error) { stopped = err })
	o.AddMetricSamples([]metrics.SampleContainer{container(`{"a":1}`), container(`{"a":2}`), container(`{"a":3}`)})
	o.flush()
	if stopped == nil || !strings.Contains(stopped.Error(), "2 kept") {
		t.Fatalf("the run goes on: %v", stopped)
	}
	if coded := errext.HasExitCode(nil); !errors.As(stopped, &coded) || coded.ExitCode() != 3 {
		t.Fatalf("k6 would exit by another code: %v", stopped)
	}
	if string(full.content) != "{\"a\":1}\n{\"a\":2}\n" {
		t.Fatalf("%q", full.content)
	}
	full.left = 1000
	if err := o.StopWithTestError(nil); err == nil || string(full.content) != "{\"a\":1}\n{\"a\":2}\n" {
		t.Fatalf("an end that proves nothing was written: %v, %q", err, full.content)
	}
}

func TestAFileThatCannotBeOpenedIsAnErrorBeforeTheRun(t *testing.T) {
	if err := newOutput(t, filepath.Join(t.TempDir(), "no", "such", "folder")).Start(); err == nil {
		t.Fatal("started")
	}
	if _, err := New(output.Params{Logger: logrus.New()}, nil); err == nil {
		t.Fatal("no file named")
	}
}

func TestProgressGoesToTheInheritedDescriptor(t *testing.T) {
	reader, writer, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	o := newOutput(t, filepath.Join(t.TempDir(), "records.ndjson"))
	o.env[progressVariable] = "x"
	if err := o.Start(); err == nil {
		t.Fatal("x is no descriptor")
	}
	o.env[progressVariable] = itoa(int(writer.Fd()))
	if err := o.Start(); err != nil {
		t.Fatal(err)
	}
	if err := o.StopWithTestError(nil); err != nil {
		t.Fatal(err)
	}
	_ = writer.Close()
	text, _ := io.ReadAll(reader)
	var p tally.Progress
	if err := json.Unmarshal(text, &p); err != nil || !p.Final {
		t.Fatalf("%q, %v", text, err)
	}
}

func itoa(n int) string { b, _ := json.Marshal(n); return string(b) }

func TestADiskThatIsFullOnlyAtTheEndIsNoSuccess(t *testing.T) {
	for _, c := range []struct {
		name    string
		left    int
		testErr error
		code    int
	}{
		{"the last records", 3, nil, 3},
		{"the end record", 10, nil, 3},
		{"room for all", 1000, nil, 0},
		{"a run that failed anyway", 3, errors.New("thresholds"), 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := newOutput(t, filepath.Join(t.TempDir(), "records.ndjson"))
			if err := o.Start(); err != nil {
				t.Fatal(err)
			}
			_ = o.file.close()
			o.file = &lines{file: &disk{left: c.left}}
			code := 0
			o.exit = func(n int) { code = n }
			o.AddMetricSamples([]metrics.SampleContainer{container(`{"a":1}`)})
			if err := o.StopWithTestError(c.testErr); code != c.code || (err == nil) != (c.left > 100) {
				t.Fatalf("exit %d, %v", code, err)
			}
		})
	}
}

func TestARunWithoutStreamsIsNamedByTheEnvironment(t *testing.T) {
	path := filepath.Join(t.TempDir(), "records.ndjson")
	o := newOutput(t, path)
	o.env[runVariable] = "run-7"
	if err := errors.Join(o.Start(), o.StopWithTestError(nil)); err != nil {
		t.Fatal(err)
	}
	if text, _ := os.ReadFile(path); !strings.Contains(string(text), `"run":"run-7"`) {
		t.Fatalf("%s", text)
	}
}
