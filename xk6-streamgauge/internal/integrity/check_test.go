package integrity

import "testing"

func TestTokensOutOfPlaceAreCounted(t *testing.T) {
	for _, c := range []struct {
		name    string
		indexes []int64
		want    Counts
		codes   []string
	}{
		{"in order", []int64{0, 1, 2}, Counts{}, []string{"", "", ""}},
		{"twice", []int64{0, 1, 1, 2}, Counts{Duplicate: 1}, []string{"", "", "duplicate-token", ""}},
		{"left out", []int64{0, 2, 3}, Counts{Missing: 1}, []string{"", "skipped-token", ""}},
		{"the first left out", []int64{1}, Counts{Missing: 1}, []string{"skipped-token"}},
		{"swapped", []int64{0, 2, 1, 3}, Counts{Reordered: 1}, []string{"", "skipped-token", "reordered-token", ""}},
		{"late, then again", []int64{3, 1, 1}, Counts{Missing: 2, Reordered: 1, Duplicate: 1},
			[]string{"skipped-token", "reordered-token", "duplicate-token"}},
		{"of another answer", []int64{0, 1_000_005, 1, -1}, Counts{Foreign: 2}, []string{"", "foreign-token", "", "foreign-token"}},
		{"a missing tail is none of ours", []int64{0, 1}, Counts{}, []string{"", ""}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var check Check
			for i, index := range c.indexes {
				if code := check.Token(index); code != c.codes[i] {
					t.Errorf("token %d: %q, want %q", i, code, c.codes[i])
				}
			}
			if got := check.Counts(); got != c.want {
				t.Fatalf("got %+v, want %+v", got, c.want)
			}
		})
	}
}

func TestATokenWithoutAStampIsForeignAmongStampedOnes(t *testing.T) {
	var check Check
	if check.Unstamped() != "" || check.Stamped() {
		t.Fatal("a stream without stamps has no foreign tokens")
	}
	check.Token(0)
	if check.Unstamped() != "foreign-token" || check.Counts().Foreign != 1 {
		t.Fatalf("%+v", check.Counts())
	}
	check.Reset()
	if check.Stamped() || check.Counts() != (Counts{}) {
		t.Fatal("reset forgets all")
	}
}

func TestAStreamFullOfHolesCostsBoundedMemory(t *testing.T) {
	var check Check
	for i := range int64(20_000) {
		check.Token(2*i + 1)
	}
	if len(check.holes) > rangesKept || check.Counts().Missing != 20_000 {
		t.Fatalf("%d holes kept, %+v", len(check.holes), check.Counts())
	}
	if check.Token(39_998) != "reordered-token" || check.Token(0) != "duplicate-token" {
		t.Fatal("the newest holes are known, the oldest forgotten")
	}
}
