package streamgauge

import (
	"encoding/json"
	"strings"

	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/dialect"
)

// dialect is the table that the option names, or the user's own that it holds; nil after a problem.
func (i *instance) dialect(p *options) *dialect.Table {
	value := p.get("dialect")
	if value != nil && value.ExportType() != nil && value.ExportType().Kind().String() == "map" {
		return i.ownDialect(p, value.Export())
	}
	name := p.text("dialect", "plain")
	table := i.root.dialects[name]
	if table == nil {
		p.problem("open.dialect %q is not known; known are %s", name, strings.Join(i.root.dialects.Names(), ", "))
	}
	return table
}

// ownDialect reads a user's own table, once for all streams of the VU that use it.
func (i *instance) ownDialect(p *options, value any) *dialect.Table {
	text, err := json.Marshal(value)
	if err != nil {
		p.problem("open.dialect: %s", err.Error())
		return nil
	}
	if table := i.dialects[string(text)]; table != nil {
		return table
	}
	table, err := dialect.Parse(text)
	if err == nil && table.Name == "" {
		p.problem("open.dialect: a table needs a name")
		return nil
	}
	if err != nil {
		p.problem("open.dialect: %s", err.Error())
		return nil
	}
	i.dialects[string(text)] = table
	return table
}
