package streamgauge

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/grafana/sobek"
)

// options reads a JavaScript object of options. Left to k6, unknown keys are dropped without a word, so they are
// rejected by hand. All problems are gathered, to be told at once.
type options struct {
	rt       *sobek.Runtime
	object   *sobek.Object
	name     string // of the object, for messages: "open", "open.timeouts"
	problems []string
}

// optionsOf takes an object whose keys must be among known; nil values count as absent.
func optionsOf(rt *sobek.Runtime, value sobek.Value, name string, known []string) *options {
	o := &options{rt: rt, name: name}
	if absent(value) {
		return o
	}
	object, ok := value.(*sobek.Object)
	if !ok || object.ClassName() != "Object" {
		o.problem("%s takes an object, found %s", name, value.String())
		return o
	}
	o.object = object
	for _, key := range object.Keys() {
		o.checkKey(key, known)
	}
	return o
}

func (o *options) checkKey(key string, known []string) {
	for _, name := range known {
		if key == name {
			return
		}
	}
	if near := nearest(key, known); near != "" {
		o.problem("%s has no option %q; did you mean %q?", o.name, key, near)
		return
	}
	o.problem("%s has no option %q; it has %s", o.name, key, strings.Join(known, ", "))
}

func absent(value sobek.Value) bool {
	return value == nil || sobek.IsUndefined(value) || sobek.IsNull(value)
}

func (o *options) problem(format string, args ...any) {
	o.problems = append(o.problems, fmt.Sprintf(format, args...))
}

func (o *options) err() error {
	if len(o.problems) == 0 {
		return nil
	}
	return errors.New(strings.Join(o.problems, "\n"))
}

// adopt takes over the problems of a nested object.
func (o *options) adopt(inner *options) *options {
	o.problems = append(o.problems, inner.problems...)
	inner.problems = nil
	return inner
}

func (o *options) get(key string) sobek.Value {
	if o.object == nil {
		return nil
	}
	value := o.object.Get(key)
	if absent(value) {
		return nil
	}
	return value
}

func (o *options) has(key string) bool { return o.get(key) != nil }

func (o *options) text(key, fallback string) string {
	value := o.get(key)
	if value == nil {
		return fallback
	}
	text, ok := value.Export().(string)
	if !ok {
		o.problem("%s.%s must be a string, found %s", o.name, key, value.String())
		return fallback
	}
	return text
}

// oneOf is a text from a closed list.
func (o *options) oneOf(key, fallback string, allowed ...string) string {
	text := o.text(key, fallback)
	for _, a := range allowed {
		if text == a {
			return text
		}
	}
	if o.has(key) {
		o.problem("%s.%s is %q, allowed are %s", o.name, key, text, strings.Join(allowed, ", "))
	}
	return fallback
}

func (o *options) flag(key string) bool {
	value := o.get(key)
	if value == nil {
		return false
	}
	flag, ok := value.Export().(bool)
	if !ok {
		o.problem("%s.%s must be true or false, found %s", o.name, key, value.String())
	}
	return flag
}

// number is a number of at least 0.
func (o *options) number(key string, fallback float64) float64 {
	value := o.get(key)
	if value == nil {
		return fallback
	}
	number, err := nonNegative(value)
	if err != nil {
		o.problem("%s.%s %s", o.name, key, err.Error())
		return fallback
	}
	return number
}

// whole is a whole number of at least 0.
func (o *options) whole(key string) int64 {
	number := o.number(key, 0)
	if number != math.Trunc(number) {
		o.problem("%s.%s must be a whole number, found %v", o.name, key, number)
		return 0
	}
	return int64(number)
}

// duration is a number of milliseconds.
func (o *options) duration(key string, fallback time.Duration) time.Duration {
	if !o.has(key) {
		return fallback
	}
	return milliseconds(o.number(key, 0))
}

func nonNegative(value sobek.Value) (float64, error) {
	switch value.Export().(type) {
	case int64, float64:
	default:
		return 0, fmt.Errorf("must be a number, found %s", value.String())
	}
	number := value.ToFloat()
	if math.IsNaN(number) || math.IsInf(number, 0) || number < 0 {
		return 0, fmt.Errorf("must be a number of at least 0, found %s", value.String())
	}
	return number, nil
}

// milliseconds is a duration, at most some 100 years.
func milliseconds(ms float64) time.Duration {
	const mostMs = 3e12
	return time.Duration(min(ms, mostMs) * float64(time.Millisecond))
}

// duration checks an argument in milliseconds.
func duration(name string, ms float64) (time.Duration, error) {
	if math.IsNaN(ms) || ms < 0 {
		return 0, fmt.Errorf("%s takes milliseconds of at least 0, found %v", name, ms)
	}
	return milliseconds(ms), nil
}
