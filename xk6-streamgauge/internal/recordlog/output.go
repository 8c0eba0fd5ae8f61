package recordlog

import (
	"errors"
	"fmt"
	"os"
	"strconv"
	"sync"
	"time"

	"github.com/sirupsen/logrus"
	"go.k6.io/k6/v2/errext"
	"go.k6.io/k6/v2/errext/exitcodes"
	"go.k6.io/k6/v2/metrics"
	"go.k6.io/k6/v2/output"

	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/tally"
)

const (
	flushPeriod = 200 * time.Millisecond
	// progressVariable names the inherited descriptor for live progress.
	progressVariable = "STREAMGAUGE_INTERNAL_PROGRESS_FD"
	// runVariable names the run where no record does.
	runVariable = "STREAMGAUGE_INTERNAL_RUN"
	// exitCode of k6 when records could not be written: docs/exit-codes.md, "something needed is missing".
	exitCode exitcodes.ExitCode = 3
)

// Output appends records to a file as they come.
type Output struct {
	path     string
	log      logrus.FieldLogger
	tally    *tally.Tally
	env      map[string]string
	file     *lines
	flusher  *output.PeriodicFlusher
	progress *tally.Reporter
	stopTest func(error)
	exit     func(code int)

	mu      sync.Mutex
	pending []byte
	written int64
	run     string
	failed  error
	last    bool // the last flush is under way
}

var (
	_ output.WithTestRunStop       = (*Output)(nil)
	_ output.WithStopWithTestError = (*Output)(nil)
)

// New makes the output for `--out streamgauge=FILE`.
func New(params output.Params, t *tally.Tally) (*Output, error) {
	if params.ConfigArgument == "" {
		return nil, errors.New("the streamgauge output needs a file: --out streamgauge=records.ndjson")
	}
	return &Output{
		path: params.ConfigArgument, env: params.Environment, tally: t, exit: os.Exit,
		log: params.Logger.WithField("output", "streamgauge"),
	}, nil
}

// Description is shown by k6 run.
func (o *Output) Description() string { return "streamgauge (" + o.path + ")" }

// SetTestRunStopCallback takes the way to end the run.
func (o *Output) SetTestRunStopCallback(stop func(error)) { o.stopTest = stop }

// Start opens the file and begins to report progress.
func (o *Output) Start() error {
	file, err := openLines(o.path)
	if err != nil {
		return fmt.Errorf("records file: %w", err)
	}
	o.file = file
	if err := o.startProgress(); err != nil {
		return err
	}
	o.flusher, err = output.NewPeriodicFlusher(flushPeriod, o.flush)
	return err
}

func (o *Output) startProgress() error {
	text := o.variable(progressVariable)
	if text == "" {
		return nil
	}
	fd, err := strconv.ParseUint(text, 10, 31)
	if err != nil {
		return fmt.Errorf("%s: %q is not a file descriptor", progressVariable, text)
	}
	o.progress = tally.Report(o.tally, os.NewFile(uintptr(fd), "progress"), o.abandoned)
	return nil
}

// abandoned ends the run when the program that started it has died: nobody would end the load otherwise.
func (o *Output) abandoned(err error) {
	if o.stopTest != nil {
		failure := fmt.Errorf("the program that started this run has gone: %w", err)
		o.stopTest(errext.WithAbortReasonIfNone(failure, errext.AbortedByOutput))
	}
}

// variable is an environment variable, as k6 gives it or as the process has it; empty if it is not set.
func (o *Output) variable(name string) string {
	if text, ok := o.env[name]; ok {
		return text
	}
	return os.Getenv(name)
}

// AddMetricSamples keeps the records among the samples until the next flush.
func (o *Output) AddMetricSamples(containers []metrics.SampleContainer) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, container := range containers {
		if c, ok := container.(*Container); ok {
			o.run = c.Run
			o.pending = append(append(o.pending, c.Line...), '\n')
		}
	}
}

func (o *Output) flush() {
	o.mu.Lock()
	defer o.mu.Unlock()
	if len(o.pending) == 0 || o.failed != nil {
		return
	}
	lines, err := o.file.append(o.pending)
	o.written += lines
	if err != nil {
		o.fail(err)
		return
	}
	o.pending = o.pending[:0]
}

// fail ends the run: figures without their records prove nothing. What was written before stays, in whole lines.
func (o *Output) fail(err error) {
	o.failed = fmt.Errorf("records cannot be written any more, %d kept in %s: %w", o.written, o.path, err)
	o.log.WithError(err).Error(o.failed.Error())
	if o.stopTest != nil {
		o.stopTest(errext.WithAbortReasonIfNone(errext.WithExitCodeIfNone(o.failed, exitCode), errext.AbortedByOutput))
	}
}

// Stop is not called by k6, which prefers StopWithTestError.
func (o *Output) Stop() error { return o.StopWithTestError(nil) }

// StopWithTestError writes what is left and the end record, which proves that the run was not killed.
func (o *Output) StopWithTestError(testErr error) error {
	o.mu.Lock()
	o.last = o.failed == nil // what fails from now on can end nothing
	o.mu.Unlock()
	o.flusher.Stop()
	if o.progress != nil {
		o.progress.Close()
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	err := o.failed
	known := err != nil && !o.last
	if err == nil {
		_, err = o.file.append(o.endRecord(testErr))
	}
	err = errors.Join(err, o.file.close())
	// k6 has decided by now, and would exit 0 though records are missing. Whoever waits for its summary goes without.
	if err != nil && testErr == nil && !known {
		o.log.WithError(err).Error("the last records could not be written")
		o.exit(int(exitCode))
	}
	return err
}
