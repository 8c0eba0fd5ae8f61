package dialect

import "testing"

func TestTheStampOfAnEvent(t *testing.T) {
	for _, c := range []struct {
		name, path, data string
		want             TokenStamp
		ok               bool
	}{
		{"index and instant", "mock", `{"token":"a","mock":{"i":3,"t":12.5}}`, TokenStamp{3, 12.5}, true},
		{"at another place", "x.stamp", `{"x":{"stamp":{"i":0,"t":1}}}`, TokenStamp{0, 1}, true},
		{"none", "mock", `{"token":"a"}`, TokenStamp{}, false},
		{"a text of that name", "mock", `{"mock":"i"}`, TokenStamp{}, false},
		{"half a stamp", "mock", `{"mock":{"i":3}}`, TokenStamp{}, false},
		{"half an index is nobody's", "mock", `{"mock":{"i":1.5,"t":1}}`, TokenStamp{-1, 1}, true},
		{"no path", "", `{"mock":{"i":3,"t":1}}`, TokenStamp{}, false},
		{"no event", "mock", ``, TokenStamp{}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got, ok := NewStampPath(c.path).Of([]byte(c.data)); got != c.want || ok != c.ok {
				t.Fatalf("got %+v, %v", got, ok)
			}
		})
	}
}

func TestLookingForAStampCostsNoAllocation(t *testing.T) {
	path, data := NewStampPath("mock"), []byte(`{"token":"a","mock":{"i":3,"t":12.5}}`)
	if n := testing.AllocsPerRun(100, func() { path.Of(data) }); n != 0 {
		t.Fatalf("%v allocations an event", n)
	}
}
