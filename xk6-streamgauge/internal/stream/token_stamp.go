package stream

import (
	"math"

	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/record"
)

// A stamp further away than this is of another host's clock.
const mostTransitMs = 3_600_000

// tokenStamp compares a token with what its stamp says of it.
func (d *reader) tokenStamp(data []byte) {
	s := d.r.scratch
	stamp, ok := d.r.q.StampPath.Of(data)
	if !ok {
		d.outOfPlace(s.order.Unstamped())
		return
	}
	d.outOfPlace(s.order.Token(stamp.Index))
	if math.Abs(stamp.AtMs) < 1e15 {
		transit := record.OfNs(d.now.AtNs) - record.Micros(math.Round(stamp.AtMs*1000))
		if transit.Ms() > -mostTransitMs && transit.Ms() < mostTransitMs {
			s.transit = append(s.transit, transit)
		}
	}
}

func (d *reader) outOfPlace(code string) {
	if code != "" {
		d.r.corrupt(code, "a token came out of place, by the stamp in its event")
	}
}
