package streamgauge

import (
	_ "embed"
	"fmt"
	"strconv"
	"sync/atomic"
	"time"

	"go.k6.io/k6/v2/js/modules"

	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/dialect"
	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/tally"
)

// Both are generated from core/ by `npm run gen`.
var (
	//go:embed dialects.json
	dialectsJSON []byte
	//go:embed catalog.json
	catalogJSON []byte
)

// Root is the module, one a process: what all VUs share.
type Root struct {
	dialects dialect.Tables
	catalog  catalog
	tally    *tally.Tally
	run      string
	streams  atomic.Int64
}

var _ modules.Module = (*Root)(nil)

func newRoot() *Root {
	tables, err := dialect.Load(dialectsJSON)
	if err != nil {
		panic(err) // embedded when built
	}
	catalog, err := loadCatalog(catalogJSON)
	if err != nil {
		panic(err)
	}
	return &Root{
		dialects: tables, catalog: catalog, tally: tally.New(catalog.GapHistogram),
		run: strconv.FormatInt(time.Now().UnixMilli(), 36),
	}
}

// streamName is the id of a stream whose script gave none.
func (r *Root) streamName(scenario string) string {
	return fmt.Sprintf("%s/%d", scenario, r.streams.Add(1)-1)
}

// NewModuleInstance makes the instance of one VU.
func (r *Root) NewModuleInstance(vu modules.VU) modules.Instance { return newInstance(r, vu) }
