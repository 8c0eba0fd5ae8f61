package record

import (
	"encoding/json"
	"os"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"time"
)

// fill sets every field to something that is written.
func fill(v reflect.Value) {
	switch v.Kind() {
	case reflect.Struct:
		if _, ok := v.Interface().(time.Time); ok {
			v.Set(reflect.ValueOf(time.Unix(1, 0)))
			return
		}
		for i := range v.NumField() {
			fill(v.Field(i))
		}
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem())
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		fill(v.Index(0))
		fill(v.Index(1))
	case reflect.Map:
		v.Set(reflect.ValueOf(map[string]string{"a": "b"}))
	case reflect.String:
		v.SetString("x")
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Float64:
		v.SetFloat(1.5)
	default:
		v.SetInt(7)
	}
}

// names are the fields of a line, those of objects in it too, as "outer.inner".
func names(t *testing.T, line []byte) map[string]bool {
	t.Helper()
	var fields map[string]any
	if err := json.Unmarshal(line, &fields); err != nil {
		t.Fatal(err)
	}
	found := map[string]bool{}
	for name, value := range fields {
		found[name] = true
		inner, ok := value.(map[string]any)
		for key := range inner {
			if ok && name != "tags" {
				found[name+"."+key] = true
			}
		}
	}
	return found
}

// declared are the names of the record's fields in index.d.ts, which is proven equal to core/record/record.ts.
func declared(t *testing.T) map[string]bool {
	t.Helper()
	text, err := os.ReadFile("../../index.d.ts")
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]bool{}
	gaps := block(t, string(text), "interface GapSummary {", "\n  }")
	for _, name := range regexp.MustCompile(`readonly (\w+)\??:`).FindAllStringSubmatch(gaps, -1) {
		found["gaps."+name[1]] = true
	}
	outer := ""
	for line := range strings.SplitSeq(block(t, string(text), "interface StreamRecord {", "\n  }"), "\n") {
		rest, top := strings.CutPrefix(line, "    readonly ")
		if top {
			outer = regexp.MustCompile(`^\w+`).FindString(rest)
			found[outer] = true
			_, line, _ = strings.Cut(rest, "{")
		}
		for _, name := range regexp.MustCompile(`readonly (\w+)\??:`).FindAllStringSubmatch(line, -1) {
			found[outer+"."+name[1]] = true
		}
	}
	return found
}

func block(t *testing.T, text, from, to string) string {
	t.Helper()
	_, rest, ok := strings.Cut(text, from)
	inside, _, ended := strings.Cut(rest, to)
	if !ok || !ended {
		t.Fatalf("no %s", from)
	}
	return inside
}

func TestTheFieldsOfALineAreThoseThatAreDeclared(t *testing.T) {
	r := &Record{}
	fill(reflect.ValueOf(r).Elem())
	r.Scheduled, r.Started, r.E2E, r.TTFT, r.ContentEvents = 0, 1, Known[Micros](9), Known[Micros](8), 2
	written := names(t, r.Append(nil, catalogue(t)))
	r.KeepRaw, r.Gaps = false, make([]Micros, 1001)
	for name := range names(t, r.Append(nil, catalogue(t))) {
		written[name] = true
	}
	want := declared(t)
	for name := range want {
		if !written[name] {
			t.Errorf("%s is declared and never written", name)
		}
	}
	for name := range written {
		if !want[name] {
			t.Errorf("%s is written and not declared", name)
		}
	}
	if len(written) < 90 {
		t.Errorf("only %d fields: %v", len(written), written)
	}
}
