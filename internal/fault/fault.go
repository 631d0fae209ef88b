// Package fault is how a domain says no: with a kind, a stable code that programs can
// rely on, and one sentence for people in each language. It knows nothing of HTTP;
// handlers alone turn a fault into a problem document or a page.
package fault

import (
	"errors"
	"fmt"
	"time"
)

// Kind is the class of a fault. It decides how the edge answers.
type Kind int

// The kinds of fault. Internal is the zero value, so that an error nobody classified
// is never shown to a client.
const (
	Internal        Kind = iota // our mistake: logged, never shown
	Malformed                   // not readable at all
	Unauthenticated             // who are you?
	Forbidden                   // known, and not allowed
	NotFound                    // no such thing, or another brand's
	Conflict                    // the thing is in a state that refuses this
	Gone                        // existed, and is over
	TooLarge                    // over a stated limit of size
	Invalid                     // readable, but a field is wrong
	Limited                     // too often; try later
	Unavailable                 // too busy or starting; nothing was done
)

// Text is one sentence in both languages.
type Text struct {
	FR, EN string
}

// In returns the sentence in a language: "fr", or English for anything else.
func (t Text) In(lang string) string {
	if lang == "fr" {
		return t.FR
	}
	return t.EN
}

// Field names one wrong input and why it is wrong.
type Field struct {
	Name  string // path of the input, as the client sent it: "prizes[0].winners"
	Fault *Error
}

// Error is a fault. Values declared by domains are templates: With, Wrap, After and
// Field return copies, so a declared fault never changes.
type Error struct {
	Kind       Kind
	Code       string // snake_case, stable for ever
	Message    Text
	Fields     []Field
	RetryAfter time.Duration // for Limited and Unavailable; 0 if unknown
	cause      error
}

// New declares a fault. The sentences may hold fmt verbs that With fills.
func New(kind Kind, code, fr, en string) *Error {
	return &Error{Kind: kind, Code: code, Message: Text{FR: fr, EN: en}}
}

// Invalids gathers wrong fields into one fault, so that all are told at once.
func Invalids(fields ...Field) *Error {
	e := *ErrInvalid
	e.Fields = fields
	return &e
}

// ErrInvalid says that one or more fields are wrong; its Fields say which.
var ErrInvalid = New(Invalid, "invalid", "Vérifiez les champs signalés.", "Check the fields below.")

// Error is for logs: the code, the English sentence and the cause.
func (e *Error) Error() string {
	s := e.Code + ": " + e.Message.EN
	for _, f := range e.Fields {
		s += fmt.Sprintf(" [%s: %s]", f.Name, f.Fault.Message.EN)
	}
	if e.cause != nil {
		s += ": " + e.cause.Error()
	}
	return s
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.cause }

// Is reports whether target is a fault of the same code, so that a filled or wrapped
// copy still matches its declaration.
func (e *Error) Is(target error) bool {
	t, ok := target.(*Error)
	return ok && t.Code == e.Code
}

// With returns a copy whose sentences have their verbs filled with args. Both
// sentences take the same args in the same order; use explicit indexes where the
// order of words differs.
func (e *Error) With(args ...any) *Error {
	c := *e
	c.Message = Text{FR: fmt.Sprintf(e.Message.FR, args...), EN: fmt.Sprintf(e.Message.EN, args...)}
	return &c
}

// Wrap returns a copy that remembers what caused it. The cause is logged, not shown.
func (e *Error) Wrap(cause error) *Error {
	c := *e
	c.cause = cause
	return &c
}

// After returns a copy that tells the client when to try again.
func (e *Error) After(d time.Duration) *Error {
	c := *e
	c.RetryAfter = d
	return &c
}

// At returns this fault as the fault of one field of the input.
func (e *Error) At(name string) Field {
	return Field{Name: name, Fault: e}
}

// Field returns a copy that carries one more wrong field.
func (e *Error) Field(name string, f *Error) *Error {
	c := *e
	c.Fields = append(append([]Field(nil), e.Fields...), Field{Name: name, Fault: f})
	return &c
}

// From returns err as a fault: the first one in its chain, or an internal fault that
// wraps it. From(nil) is nil.
func From(err error) *Error {
	if err == nil {
		return nil
	}
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	return ErrInternal.Wrap(err)
}

// KindOf returns the kind of err; Internal for errors that are no fault.
func KindOf(err error) Kind {
	if f := From(err); f != nil {
		return f.Kind
	}
	return Internal
}

// ErrInternal hides what went wrong from the client.
var ErrInternal = New(Internal, "internal",
	"Une erreur est survenue de notre côté. Rien n’a été perdu ; réessayez, ou écrivez-nous avec le code de la demande.",
	"Something went wrong on our side. Nothing was lost; try again, or write to us with the request code.")

// ErrKeyReused refuses an idempotency key that came before with another request.
var ErrKeyReused = New(Invalid, "idempotency_conflict",
	"Cette clé Idempotency-Key a déjà servi pour une autre demande. Prenez-en une nouvelle.",
	"This Idempotency-Key was used for another request. Take a new one.")
