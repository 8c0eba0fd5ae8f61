package streamgauge

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/grafana/sobek"
	"go.k6.io/k6/v2/metrics"
	"golang.org/x/net/http/httpguts"
)

// secretHeaders carry what must stand in no file, even if the server echoes it.
//
//nolint:gochecknoglobals // a table
var secretHeaders = []string{
	"Authorization", "Proxy-Authorization", "Cookie", "X-Api-Key", "Api-Key", "X-Goog-Api-Key",
}

// A shorter secret would blank out ordinary words.
const leastSecretBytes = 6

// headers reads the request's headers and what of them is secret.
func (i *instance) headers(p *options, o *order, target *url.URL) {
	header := http.Header{}
	if value := p.get("headers"); value != nil {
		object, ok := value.(*sobek.Object)
		if !ok {
			p.problem("open.headers must be an object of strings")
			return
		}
		for _, name := range object.Keys() {
			v := object.Get(name)
			if absent(v) {
				continue
			}
			if !httpguts.ValidHeaderFieldName(name) || !httpguts.ValidHeaderFieldValue(v.String()) {
				p.problem("open.headers: %q or its value may not stand in a header", name) // the value may be secret
				continue
			}
			header.Set(name, v.String())
		}
	}
	setIfAbsent(header, "User-Agent", i.vu.State().Options.UserAgent.String)
	if len(o.request.Table.Response.ContentTypes) > 0 {
		setIfAbsent(header, "Accept", o.request.Table.Response.ContentTypes[0])
	}
	if o.request.Body != nil && o.request.Transport != "ws" {
		setIfAbsent(header, "Content-Type", "application/json")
	}
	o.request.Header = header
	o.request.Secrets = secretsOf(header, target)
}

func setIfAbsent(header http.Header, name, value string) {
	if header.Get(name) == "" && value != "" {
		header.Set(name, value)
	}
}

func secretsOf(header http.Header, target *url.URL) []string {
	var secrets []string
	add := func(secret string) {
		if len(secret) >= leastSecretBytes {
			secrets = append(secrets, secret)
		}
	}
	for _, name := range secretHeaders {
		for _, value := range header.Values(name) {
			add(value)
			if _, credential, ok := strings.Cut(value, " "); ok {
				add(strings.TrimSpace(credential))
			}
		}
	}
	if target.User != nil {
		if password, ok := target.User.Password(); ok {
			add(password)
		}
		add(target.User.Username())
	}
	return secrets
}

// userTags are the tags of the script's own: in the record, and on the metrics as k6 does it.
func userTags(p *options, ctm *metrics.TagsAndMeta) map[string]string {
	value := p.get("tags")
	if value == nil {
		return nil
	}
	object, ok := value.(*sobek.Object)
	if !ok {
		p.problem("open.tags must be an object of strings")
		return nil
	}
	tags := map[string]string{}
	for _, name := range object.Keys() {
		v := object.Get(name)
		switch v.Export().(type) {
		case string, bool, int64, float64:
			tags[name] = v.String()
			ctm.SetTag(name, v.String())
		default:
			p.problem("open.tags.%s must be a string, a number or a boolean", name)
		}
	}
	return tags
}
