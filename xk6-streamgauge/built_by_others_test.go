//go:build others

package streamgauge

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

const (
	othersModule = `module example.com/k6

go 1.25.0

require (
	github.com/streamgauge/streamgauge/xk6-streamgauge v0.0.0
	go.k6.io/k6/v2 v2.2.0
)

replace github.com/streamgauge/streamgauge/xk6-streamgauge => `
	othersMain = `package main

import (
	"go.k6.io/k6/v2/cmd"

	_ "github.com/streamgauge/streamgauge/xk6-streamgauge"
)

func main() { cmd.Execute() }
`
)

// A module of somebody else's, with a main of its own, from an empty folder.
func TestBuiltByOthers(t *testing.T) {
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	for name, text := range map[string]string{"go.mod": othersModule + here + "\n", "main.go": othersMain} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	run := func(name string, args ...string) string {
		t.Helper()
		command := exec.Command(name, args...)
		command.Dir = folder
		command.Env = append(os.Environ(), "GOFLAGS=-mod=mod", "CGO_ENABLED=0")
		out, err := command.CombinedOutput()
		if err != nil {
			t.Fatalf("%s %v: %v\n%s", name, args, err, out)
		}
		return string(out)
	}
	binary := filepath.Join(folder, "k6")
	run("go", "build", "-o", binary, ".")
	if version := run(binary, "version"); !strings.Contains(version, "k6/x/streamgauge [js]") || !strings.Contains(version, "streamgauge [output]") {
		t.Fatalf("%s", version)
	}
	script := filepath.Join(folder, "script.js")
	text := `import { open } from "k6/x/streamgauge"
export default async function () { console.log((await open({ url: "http://127.0.0.1:1/" })).outcome) }`
	if err := os.WriteFile(script, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if out := run(binary, "run", "--quiet", "--out", "streamgauge="+filepath.Join(folder, "records.ndjson"), script); !strings.Contains(out, "refused") {
		t.Fatalf("%s", out)
	}
	if records, _ := os.ReadFile(filepath.Join(folder, "records.ndjson")); !strings.Contains(string(records), `"reason":"finished"`) {
		t.Fatalf("%s", records)
	}
}
