package outcome

import (
	"bytes"
	"encoding/json"
	"os"
	"testing"
)

func TestEachCaseOfTheCorpus(t *testing.T) {
	text, err := os.ReadFile("../../../conformance/outcomes/cases.json")
	if err != nil {
		t.Fatal(err)
	}
	var cases []struct {
		Name     string   `json:"name"`
		Evidence Evidence `json:"evidence"`
		Outcome  Outcome  `json:"outcome"`
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&cases); err != nil {
		t.Fatal(err)
	}
	if len(cases) < 30 {
		t.Fatalf("%d cases", len(cases))
	}
	seen := map[Outcome]bool{}
	for _, c := range cases {
		seen[c.Outcome] = true
		if got := Classify(c.Evidence); got != c.Outcome {
			t.Errorf("%s: got %s, want %s", c.Name, got, c.Outcome)
		}
	}
	if len(seen) != 16 {
		t.Errorf("the corpus covers %d of 16 classes", len(seen))
	}
}

func TestEveryClassHasAStatus(t *testing.T) {
	for class, status := range map[Outcome]string{
		Complete: "success", CompleteUnterminated: "success", LengthLimited: "success", Filtered: "success",
		Cancelled: "cancelled", HarnessCut: "cancelled",
		TruncatedClean: "error", TruncatedReset: "error", ErrorInBand: "error", ErrorStatus: "error", NotAStream: "error",
		TimeoutFirst: "error", TimeoutStall: "error", TimeoutTotal: "error", Corrupt: "error", Refused: "error",
	} {
		if class.Status() != status || class.Success() != (status == "success") {
			t.Errorf("%s: %s", class, class.Status())
		}
	}
}
