package streamgauge

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.k6.io/k6/v2/js/modulestest"
)

// declaredIn are the fields that index.d.ts declares between two texts, those of objects within left out.
func declaredIn(t *testing.T, from, to string) []string {
	t.Helper()
	text, err := os.ReadFile("index.d.ts")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, ok := strings.Cut(string(text), from)
	inside, _, ended := strings.Cut(rest, to)
	if !ok || !ended {
		t.Fatalf("no %q … %q", from, to)
	}
	indent := strings.TrimSuffix(to, "}") + "  "
	var names []string
	for _, match := range regexp.MustCompile(``+indent+`readonly (\w+)\??:`).FindAllStringSubmatch(inside, -1) {
		names = append(names, match[1])
	}
	return names
}

func TestTheOptionsAreThoseThatAreDeclared(t *testing.T) {
	const end = "\n  "
	for from, keys := range map[string][]string{
		"interface OpenParams {":   openKeys,
		"interface Cancel {":       cancelKeys,
		"interface Read {":         readKeys,
		"interface Limits {":       limitKeys,
		"interface Resume {":       resumeKeys,
		"interface Retry {":        retryKeys,
		"interface SloLimits {":    sloKeys,
		"readonly timeouts?: {":    timeoutKeys,
		"interface StreamEvent {":  {"atMs", "event", "data", "id", "content", "terminator"},
		"export function stats():": {"started", "active", "done", "tokens", "dropped"},
	} {
		to := end + "}"
		if strings.HasPrefix(from, "readonly") {
			to = end + "  }"
		}
		got := declaredIn(t, from, to)
		if !slices.Equal(slices.Sorted(slices.Values(got)), slices.Sorted(slices.Values(keys))) {
			t.Errorf("%s declared are %v, taken are %v", from, got, keys)
		}
	}
}

func TestTheFunctionsAreThoseThatAreDeclared(t *testing.T) {
	text, err := os.ReadFile("index.d.ts")
	if err != nil {
		t.Fatal(err)
	}
	var declared, exported []string
	for _, match := range regexp.MustCompile(`export function (\w+)\(`).FindAllStringSubmatch(string(text), -1) {
		declared = append(declared, match[1])
	}
	for name := range newInstance(newRoot(), modulestest.NewRuntime(t).VU).Exports().Named {
		exported = append(exported, name)
	}
	slices.Sort(declared)
	slices.Sort(exported)
	if !slices.Equal(declared, exported) {
		t.Errorf("declared are %v, exported are %v", declared, exported)
	}
}
