//go:build bench

package stream_test

import (
	"context"
	"io"
	"net/http"
	"os"
	"os/exec"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/outcome"
	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/stream"
	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/transport"
)

const (
	serverVariable = "STREAMGAUGE_BENCH_SERVER"
	defaultStreams = 10_000
	tokensEach     = 12
	goalBytes      = 70 << 10
)

// TestBenchServer is the server of the bench, in a process of its own so that its memory is not counted.
func TestBenchServer(t *testing.T) {
	address := os.Getenv(serverVariable)
	if address == "" {
		t.Skip("started by the bench")
	}
	server := http.Server{Addr: address, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		for range tokensEach {
			_, _ = io.WriteString(w, token("hello"))
			_ = http.NewResponseController(w).Flush()
			select {
			case <-time.After(time.Second):
			case <-r.Context().Done():
				return
			}
		}
		_, _ = io.WriteString(w, done)
	})}
	_ = server.ListenAndServe()
}

// TestMemoryOfOpenStreams opens streams of one token a second and measures what each costs while all are open.
func TestMemoryOfOpenStreams(t *testing.T) {
	streams := defaultStreams
	if text := os.Getenv("STREAMS"); text != "" {
		streams, _ = strconv.Atoi(text)
	}
	address := strings.TrimPrefix("http://"+closedPort(t), "http://")
	server := exec.Command(os.Args[0], "-test.run", "^TestBenchServer$")
	server.Env = append(os.Environ(), serverVariable+"="+address)
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Process.Kill(); _ = server.Wait() })
	tr := transport.New(vuState(), transport.Key{})
	ask := func() *stream.Request {
		q := request(t, "http://"+address+"/", "plain")
		q.Timeouts = stream.Timeouts{First: time.Minute, Stall: time.Minute, Total: 5 * time.Minute}
		return q
	}
	for stream.Run(t.Context(), ask(), tr, nil).Record.Outcome == outcome.Refused {
		time.Sleep(50 * time.Millisecond) // the server is starting
	}
	runtime.GC()
	debug.FreeOSMemory()
	before := resident(t)
	var running sync.WaitGroup
	ends := make(chan outcome.Outcome, streams)
	for range streams {
		q := ask()
		running.Go(func() {
			finished := stream.Run(context.Background(), q, tr, nil)
			ends <- finished.Record.Outcome
			finished.Release()
		})
		time.Sleep(200 * time.Microsecond)
	}
	time.Sleep(4 * time.Second)
	during := resident(t)
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	running.Wait()
	close(ends)
	counts := map[outcome.Outcome]int{}
	for o := range ends {
		counts[o]++
	}
	each := (during - before) / int64(streams)
	t.Logf("%d open streams: %d bytes each (resident %d MB, heap in use %d MB, stacks %d MB); outcomes %v",
		streams, each, during>>20, m.HeapInuse>>20, m.StackInuse>>20, counts)
	if each > goalBytes || counts[outcome.Complete] != streams {
		t.Fail()
	}
}

// resident is the process's resident memory in bytes.
func resident(t *testing.T) int64 {
	t.Helper()
	text, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		t.Skip("only on Linux")
	}
	pages, _ := strconv.ParseInt(strings.Fields(string(text))[1], 10, 64)
	return pages * int64(os.Getpagesize())
}
