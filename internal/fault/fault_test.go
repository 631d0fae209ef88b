package fault_test

import (
	"errors"
	"fmt"
	"testing"

	"kermesse/internal/fault"
)

var errFull = fault.New(fault.Conflict, "full", "Plus que %d places.", "Only %d seats left.")

func TestFilledAndWrappedFaultsStillMatch(t *testing.T) {
	cause := errors.New("disk")
	err := fmt.Errorf("enter: %w", errFull.With(3).Wrap(cause))
	if !errors.Is(err, errFull) || !errors.Is(err, cause) {
		t.Fatal("a filled and wrapped fault must match its declaration and its cause")
	}
	f := fault.From(err)
	if got := f.Message.In("fr"); got != "Plus que 3 places." {
		t.Fatalf("French sentence = %q", got)
	}
	if errFull.Message.EN != "Only %d seats left." {
		t.Fatal("With changed the declaration")
	}
}

func TestUnknownErrorsAreInternal(t *testing.T) {
	f := fault.From(errors.New("pq: password is secret"))
	if f.Kind != fault.Internal || f.Code != "internal" {
		t.Fatalf("From = %v %v, want internal", f.Kind, f.Code)
	}
	if fault.From(nil) != nil {
		t.Fatal("From(nil) must be nil")
	}
}

func TestFieldsAreCopied(t *testing.T) {
	one := fault.ErrInvalid.Field("a", errFull)
	two := one.Field("b", errFull)
	if len(one.Fields) != 1 || len(two.Fields) != 2 || len(fault.ErrInvalid.Fields) != 0 {
		t.Fatal("Field must return a copy")
	}
}
