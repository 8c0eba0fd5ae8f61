package record

// Maybe is a value that may be unknown; what is unknown is absent from the record, never null and never 0.
type Maybe[T any] struct {
	Value T
	Known bool
}

// Known is a known value.
func Known[T any](value T) Maybe[T] { return Maybe[T]{value, true} }
