package tally

import (
	"bytes"
	"fmt"
	"math/big"
)

// MarshalText writes what String writes.
func (n Number) MarshalText() ([]byte, error) { return []byte(n.String()), nil }

// UnmarshalText reads what MarshalText wrote: a whole number, a decimal or a fraction.
func (n *Number) UnmarshalText(text []byte) error {
	// Every Number is shorter; a power of ten that would fill the memory must not be tried.
	const longest = 128
	if len(text) <= longest && !bytes.ContainsAny(text, "eEpP") {
		r, ok := new(big.Rat).SetString(string(text))
		if ok && r.Num().IsInt64() && r.Denom().IsInt64() {
			*n = Ratio(r.Num().Int64(), r.Denom().Int64())
			return nil
		}
	}
	return fmt.Errorf("tally: %.64q is not a number of a count", text)
}
