// Command bare-client is what a Go program costs at least that does the ear's work: it opens the same streams, has the
// kernel stamp each read, and takes the token out of each event. It writes no records and judges nothing. `npm run bench --
// client` runs it beside ours.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"os"
	"runtime/debug"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
	"unsafe"

	"github.com/tidwall/gjson"
)

type figures struct {
	Streams     int64   `json:"streams"`
	Tokens      int64   `json:"tokens"`
	CPUSeconds  float64 `json:"cpuSeconds"`
	PeakBytes   int64   `json:"peakBytes"`
	UnstampedOf int64   `json:"unstampedReads"`
}

var done, tokens, unstamped atomic.Int64 //nolint:gochecknoglobals // counts of the process

func main() {
	urls := flag.String("urls", "", "endpoints of /chat/stream, taken in turn, with commas")
	lanes := flag.Int("lanes", 1, "streams open at a time")
	rounds := flag.Int("rounds", 1, "streams of each lane, one after the other")
	spread := flag.Duration("spread", time.Second, "time over which the lanes begin")
	mock := flag.String("mock", "{}", "the header x-mock")
	flag.Parse()
	// As our k6 does.
	debug.SetGCPercent(400)
	client := &http.Client{Transport: &http.Transport{
		DialContext: dial, MaxIdleConnsPerHost: *lanes, DisableCompression: true,
	}}
	targets := strings.Split(*urls, ",")
	var running sync.WaitGroup
	failed := make(chan error, *lanes)
	for lane := range *lanes {
		running.Go(func() {
			time.Sleep(*spread * time.Duration(lane) / time.Duration(*lanes))
			for range *rounds {
				if err := stream(client, targets[lane%len(targets)], *mock); err != nil {
					failed <- err
					return
				}
			}
		})
	}
	running.Wait()
	close(failed)
	for err := range failed {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	report()
}

func report() {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	seconds := func(t syscall.Timeval) float64 { return float64(t.Sec) + float64(t.Usec)/1e6 }
	const kb = 1024
	_ = json.NewEncoder(os.Stdout).Encode(figures{
		Streams: done.Load(), Tokens: tokens.Load(), UnstampedOf: unstamped.Load(),
		CPUSeconds: seconds(used.Utime) + seconds(used.Stime), PeakBytes: used.Maxrss * kb,
	})
}

// stream opens one and reads it to its terminator. The arrival of each token is kept, as one has to for gaps.
func stream(client *http.Client, url, mock string) error {
	var conn *stampedConn
	ctx := httptrace.WithClientTrace(context.Background(), &httptrace.ClientTrace{
		GotConn: func(got httptrace.GotConnInfo) { conn, _ = got.Conn.(*stampedConn) },
	})
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, url, strings.NewReader(`{"prompt":"bench"}`))
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("X-Mock", mock)
	response, err := client.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return errors.New(response.Status)
	}
	arrivals := make([]int64, 0, 64)
	buffer, kept := make([]byte, 4096), []byte(nil)
	ended := false
	for {
		n, err := response.Body.Read(buffer)
		kept = append(kept, buffer[:n]...)
		for {
			event, rest, whole := bytes.Cut(kept, []byte("\n\n"))
			if !whole {
				break
			}
			kept = rest
			data := bytes.TrimPrefix(event, []byte("data: "))
			if bytes.Equal(data, []byte("[DONE]")) {
				ended = true
			} else if gjson.GetBytes(data, "token").Str != "" {
				arrivals = append(arrivals, conn.atNs.Load())
			}
		}
		if err == io.EOF {
			break
		}
		if err != nil {
			return err
		}
	}
	if !ended {
		return errors.New("the stream ended without its terminator")
	}
	done.Add(1)
	tokens.Add(int64(len(arrivals)))
	return nil
}

// stampedConn reads by recvmsg and remembers when the kernel received the newest byte.
type stampedConn struct {
	net.Conn
	raw  syscall.RawConn
	oob  [64]byte
	atNs atomic.Int64
}

func dial(ctx context.Context, network, address string) (net.Conn, error) {
	dialer := net.Dialer{ControlContext: func(_ context.Context, _, _ string, raw syscall.RawConn) error {
		var failed error
		err := raw.Control(func(fd uintptr) {
			failed = syscall.SetsockoptInt(int(fd), syscall.SOL_SOCKET, syscall.SO_TIMESTAMPNS, 1)
		})
		return errors.Join(err, failed)
	}}
	conn, err := dialer.DialContext(ctx, network, address)
	if err != nil {
		return nil, err
	}
	raw, err := conn.(syscall.Conn).SyscallConn()
	return &stampedConn{Conn: conn, raw: raw}, err
}

func (c *stampedConn) Read(p []byte) (int, error) {
	n, oobn, failed := 0, 0, error(nil)
	err := c.raw.Read(func(fd uintptr) bool {
		n, oobn, _, _, failed = syscall.Recvmsg(int(fd), p, c.oob[:], 0)
		return failed != syscall.EAGAIN && failed != syscall.EINTR
	})
	if err := errors.Join(err, failed); err != nil {
		return 0, err
	}
	if n == 0 {
		return 0, io.EOF
	}
	c.stamp(oobn)
	return n, nil
}

func (c *stampedConn) stamp(oobn int) {
	if oobn < syscall.SizeofCmsghdr+int(unsafe.Sizeof(syscall.Timespec{})) {
		unstamped.Add(1)
		c.atNs.Store(time.Now().UnixNano())
		return
	}
	at := (*syscall.Timespec)(unsafe.Pointer(&c.oob[syscall.SizeofCmsghdr]))
	c.atNs.Store(at.Nano())
}
