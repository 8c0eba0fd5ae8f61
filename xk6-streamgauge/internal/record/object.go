package record

import (
	"math"
	"strconv"
	"unicode/utf8"
)

// object appends the fields of a JSON object, and the items of lists within it.
type object struct {
	b     []byte
	first bool
}

func (o *object) comma() {
	if !o.first {
		o.b = append(o.b, ',')
	}
	o.first = false
}

func (o *object) name(name string) {
	o.comma()
	o.b = append(appendText(o.b, name), ':')
}

func (o *object) text(name, value string) {
	o.name(name)
	o.b = appendText(o.b, value)
}

func (o *object) textIf(name, value string) {
	if value != "" {
		o.text(name, value)
	}
}

func (o *object) integer(name string, value int64) {
	o.name(name)
	o.b = appendInt(o.b, value)
}

// number appends a float rounded to so many decimals; JSON has no infinity and no NaN, so those are left out.
func (o *object) number(name string, value float64, decimals int) {
	if math.IsInf(value, 0) || math.IsNaN(value) {
		return
	}
	scale := math.Pow10(decimals)
	o.name(name)
	o.b = strconv.AppendFloat(o.b, math.Round(value*scale)/scale, 'f', -1, 64)
}

func (o *object) truth(name string, value bool) {
	o.name(name)
	o.b = strconv.AppendBool(o.b, value)
}

func (o *object) micros(name string, value Micros) {
	o.name(name)
	o.b = appendMicros(o.b, value)
}

func (o *object) maybe(name string, value Maybe[Micros]) {
	if value.Known {
		o.micros(name, value.Value)
	}
}

func (o *object) list(name string, values []Micros) {
	o.open(name, '[')
	for _, value := range values {
		o.comma()
		o.b = appendMicros(o.b, value)
	}
	o.close(']')
}

func (o *object) pair(a, b int64) {
	o.item('[')
	o.b = appendInt(o.b, a)
	o.b = appendInt(append(o.b, ','), b)
	o.b = append(o.b, ']')
}

func (o *object) open(name string, bracket byte) {
	o.name(name)
	o.b = append(o.b, bracket)
	o.first = true
}

func (o *object) close(bracket byte) {
	o.b = append(o.b, bracket)
	o.first = false
}

func (o *object) item(bracket byte) {
	o.comma()
	o.b = append(o.b, bracket)
}

func appendInt(b []byte, value int64) []byte { return strconv.AppendInt(b, value, 10) }

// appendMicros writes microseconds as milliseconds, exactly: at most three decimals, none that are not needed.
func appendMicros(b []byte, value Micros) []byte {
	if value < 0 {
		b = append(b, '-')
		value = -value
	}
	b = strconv.AppendInt(b, int64(value/1000), 10)
	rest := int(value % 1000)
	if rest == 0 {
		return b
	}
	b = append(b, '.', byte('0'+rest/100))
	if rest %= 100; rest == 0 {
		return b
	}
	b = append(b, byte('0'+rest/10))
	if rest %= 10; rest == 0 {
		return b
	}
	return append(b, byte('0'+rest))
}

// appendText writes a JSON string (RFC 8259, section 7); bytes that are no UTF-8 become U+FFFD.
func appendText(b []byte, s string) []byte {
	const hex = "0123456789abcdef"
	b = append(b, '"')
	for i := 0; i < len(s); {
		c := s[i]
		switch {
		case c == '"' || c == '\\':
			b = append(b, '\\', c)
		case c < ' ':
			b = append(b, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
		case c < utf8.RuneSelf:
			b = append(b, c)
		default:
			r, size := utf8.DecodeRuneInString(s[i:])
			b = utf8.AppendRune(b, r)
			i += size
			continue
		}
		i++
	}
	return append(b, '"')
}
