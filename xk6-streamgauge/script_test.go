package streamgauge

import (
	"encoding/json"
	"net"
	"net/http"
	"net/http/cookiejar"
	"testing"

	"github.com/sirupsen/logrus"
	"go.k6.io/k6/v2/js/modulestest"
	"go.k6.io/k6/v2/lib"
	"go.k6.io/k6/v2/lib/netext"
	"go.k6.io/k6/v2/lib/types"
	"go.k6.io/k6/v2/metrics"
	"gopkg.in/guregu/null.v3"

	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/recordlog"
)

// script is the module in a VU, and what it pushed.
type script struct {
	*modulestest.Runtime
	root    *Root
	samples chan metrics.SampleContainer
	state   *lib.State
}

func newScript(t *testing.T) *script {
	t.Helper()
	runtime := modulestest.NewRuntime(t)
	root := newRoot()
	if err := runtime.SetupModuleSystem(map[string]any{"k6/x/streamgauge": root}, nil, nil); err != nil {
		t.Fatal(err)
	}
	s := &script{Runtime: runtime, root: root, samples: make(chan metrics.SampleContainer, 1000)}
	registry := runtime.VU.InitEnv().Registry
	if _, err := runtime.VU.Runtime().RunString(`const ear = require("k6/x/streamgauge")`); err != nil {
		t.Fatal(err)
	}
	dialer := netext.NewDialer(net.Dialer{}, netext.NewResolver(net.LookupIP, 0, types.DNSfirst, types.DNSpreferIPv4))
	jar, _ := cookiejar.New(nil)
	s.state = &lib.State{
		Options:   lib.Options{UserAgent: null.StringFrom("k6/test")},
		Dialer:    dialer,
		Transport: &http.Transport{DialContext: dialer.DialContext, DisableCompression: true},
		CookieJar: jar, Samples: s.samples, Logger: logrus.New(),
		Tags: lib.NewVUStateTags(registry.RootTagSet().With("scenario", "k6scenario").With("group", "")),
	}
	runtime.MoveToVUContext(s.state)
	return s
}

// run runs a script with `url` set, and fails on an exception.
func (s *script) run(t *testing.T, url, code string) {
	t.Helper()
	if err := s.try(url, code); err != nil {
		t.Fatal(err)
	}
}

func (s *script) try(url, code string) error {
	_ = s.VU.Runtime().Set("url", url)
	_, err := s.RunOnEventLoop(code)
	s.EventLoop.WaitOnRegistered()
	return err
}

// value is a global of the script as JSON.
func (s *script) value(t *testing.T, expression string) string {
	t.Helper()
	v, err := s.VU.Runtime().RunString("JSON.stringify(" + expression + ")")
	if err != nil {
		t.Fatal(err)
	}
	return v.String()
}

// pushed drains the samples: records' lines, and values by metric.
func (s *script) pushed() (lines []string, values map[string][]metrics.Sample) {
	values = map[string][]metrics.Sample{}
	for _, container := range metrics.GetBufferedSamples(s.samples) {
		if c, ok := container.(*recordlog.Container); ok {
			lines = append(lines, string(c.Line))
		}
		for _, sample := range container.GetSamples() {
			values[sample.Metric.Name] = append(values[sample.Metric.Name], sample)
		}
	}
	return lines, values
}

func fields(t *testing.T, line string) map[string]any {
	t.Helper()
	var f map[string]any
	if err := json.Unmarshal([]byte(line), &f); err != nil {
		t.Fatal(err)
	}
	return f
}
