package stream

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/streamgauge/streamgauge/xk6-streamgauge/internal/record"
)

const (
	messageLimitBytes = 500
	codeLimitBytes    = 100
)

// serverError is an error in the server's own words, cut to size; fallback is the code where it gives none.
func serverError(phase, fallback, code, message string) *record.Error {
	if code == "" {
		code = fallback
	}
	if message == "" {
		message = fallback
	}
	return &record.Error{Phase: phase, Code: cut(code, codeLimitBytes), Message: cut(message, messageLimitBytes)}
}

func statusCode(status int) string { return "status-" + strconv.Itoa(status) }

// cut shortens a text to so many bytes, not within a character.
func cut(s string, limit int) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	if len(s) <= limit {
		return s
	}
	for limit > 0 && !utf8.RuneStart(s[limit]) {
		limit--
	}
	return s[:limit] + "…"
}

// redact replaces secrets that a server may echo in its error.
func redact(s string, secrets []string) string {
	for _, secret := range secrets {
		s = strings.ReplaceAll(s, secret, "***")
	}
	return s
}
