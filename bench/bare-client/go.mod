module github.com/streamgauge/streamgauge/bench/bare-client

go 1.25.0

require github.com/tidwall/gjson v1.19.0

require (
	github.com/tidwall/match v1.1.1 // indirect
	github.com/tidwall/pretty v1.2.1 // indirect
)
