package stream

import "bytes"

// The replacement character, by which a decoder marks what was no text: U+FFFD in UTF-8.
const (
	replaced      = "\xEF\xBF\xBD"
	replacedFirst = 0xEF
)

// text takes the next piece of the answer.
func (d *reader) text(piece []byte) {
	d.textBytes += int64(len(piece))
	_, _ = d.r.sum.Write(piece)
	if d.partReplaced == 0 && bytes.IndexByte(piece, replacedFirst) < 0 {
		return
	}
	for _, b := range piece {
		switch b {
		case replaced[d.partReplaced]:
			if d.partReplaced++; d.partReplaced == len(replaced) {
				d.replacements++
				d.partReplaced = 0
			}
		case replacedFirst:
			d.partReplaced = 1
		default:
			d.partReplaced = 0
		}
	}
}

// rawText takes a piece of a body without framing. All that one read brought is one event.
func (d *reader) rawText(piece []byte, valid bool) {
	r := d.r
	if d.stopped {
		return
	}
	if !valid {
		r.corrupt("bad-utf8", "the text is not UTF-8")
	}
	d.text(piece)
	if d.events == 0 || d.rawSeq != d.seq {
		d.rawSeq = d.seq
		d.events++
		if d.firstEventNs == 0 {
			d.firstEventNs = d.now.AtNs
		}
		d.content(true, false)
	}
	d.show(nil, piece, nil, true, false)
	d.stopped = !d.wanted()
}
