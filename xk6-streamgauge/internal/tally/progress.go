package tally

import (
	"encoding/json"
	"io"
	"sync"
	"time"
)

const progressPeriod = 500 * time.Millisecond

// Progress is one line about the load so far, probes and canary streams left out. Quantiles leave out warm-up too, and that
// of the lag slow readers; absent while there is none.
type Progress struct {
	ElapsedMs       float64  `json:"elapsedMs"`
	Started         int64    `json:"started"`
	Active          int64    `json:"active"`
	Done            int64    `json:"done"`
	Success         int64    `json:"success"`
	Cancelled       int64    `json:"cancelled"`
	Tokens          int64    `json:"tokens"`
	Dropped         int64    `json:"dropped"`
	CPUSeconds      float64  `json:"cpuSeconds"`
	TTFTP50Ms       *float64 `json:"ttftP50Ms,omitempty"`
	TTFTP99Ms       *float64 `json:"ttftP99Ms,omitempty"`
	LagP99Ms        *float64 `json:"lagP99Ms,omitempty"`
	StartDelayP99Ms *float64 `json:"startDelayP99Ms,omitempty"`
	Final           bool     `json:"final,omitempty"`
}

// Reporter writes the progress of a tally, a JSON line every half second.
type Reporter struct {
	tally *Tally
	w     io.Writer
	began time.Time
	gone  func(error)
	stop  chan struct{}
	done  sync.WaitGroup
}

// Report starts reporting to w. The first failure to write is told to gone, once: whoever asked for progress has gone.
func Report(t *Tally, w io.Writer, gone func(error)) *Reporter {
	r := &Reporter{tally: t, w: w, gone: gone, began: time.Now(), stop: make(chan struct{})}
	r.done.Add(1)
	go r.loop()
	return r
}

// Close writes the final line and stops.
func (r *Reporter) Close() {
	close(r.stop)
	r.done.Wait()
}

func (r *Reporter) loop() {
	defer r.done.Done()
	ticker := time.NewTicker(progressPeriod)
	defer ticker.Stop()
	for {
		select {
		case <-ticker.C:
			r.write(false)
		case <-r.stop:
			r.write(true)
			return
		}
	}
}

func (r *Reporter) write(final bool) {
	line, err := json.Marshal(r.tally.progress(time.Since(r.began), final))
	if err == nil {
		_, err = r.w.Write(append(line, '\n'))
	}
	if err != nil && r.gone != nil {
		r.gone(err)
		r.gone = nil
	}
}

func (t *Tally) progress(elapsed time.Duration, final bool) Progress {
	c := t.counts(&t.load)
	p := Progress{
		ElapsedMs: round(float64(elapsed) / 1e6), Started: c.Started, Active: c.Active, Done: c.Done,
		Success: c.Success, Cancelled: c.Cancelled, Tokens: c.Tokens, Dropped: c.Dropped,
		CPUSeconds: round(cpuSeconds()), Final: final,
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	p.TTFTP50Ms, p.TTFTP99Ms = t.ttft.at(0.5), t.ttft.at(0.99)
	p.LagP99Ms, p.StartDelayP99Ms = t.lag.at(0.99), t.delay.at(0.99)
	return p
}

func (h *histogram) at(p float64) *float64 {
	value, ok := h.quantile(p)
	if !ok {
		return nil
	}
	value = round(value)
	return &value
}

func round(value float64) float64 { return float64(int64(value*1000+0.5)) / 1000 }
