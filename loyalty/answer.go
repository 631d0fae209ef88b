package loyalty

import (
	"bytes"
	"encoding/json"
	"fmt"
	"time"

	"kermesse/internal/fault"
	"kermesse/loyalty/ledger"
)

// Answer is what an operation came to. Which of the figures mean something depends on
// the operation; the others are zero.
type Answer struct {
	Txn      TxnID        // empty where refused
	At       time.Time    // when it counts from; zero where refused
	Refused  *fault.Error // nil where accepted
	Replayed bool         // this is the answer that was given before

	Points     int64     // signed for adjustments
	Discount   int64     // minor units, by a promo code
	ExpiresAt  time.Time // of a hold or a voucher
	Voucher    string    // what to show at the till, as Redemption.Voucher
	Delivered  string    // a code that the reward gives, as Redemption.Delivered
	WrittenOff int64     // debt of an erased member
	Clawback   *ledger.Clawback
	Restored   *ledger.Restored

	conflict bool
}

// storedAnswer is an answer as the key's row keeps it.
type storedAnswer struct {
	Answer
	Code    string // of the refusal
	request []byte
}

// replay gives the stored answer again, if it is the answer to this request.
func (s storedAnswer) replay(request []byte) (Answer, error) {
	if !bytes.Equal(s.request, request) {
		return Answer{Refused: ErrIdempotencyConflict, conflict: true}, nil
	}
	answer := s.Answer
	answer.Replayed = true
	if s.Code != "" {
		no, ok := refusals[s.Code]
		if !ok {
			return Answer{}, fmt.Errorf("loyalty: a stored answer has the unknown code %q", s.Code)
		}
		answer.Refused = no
	}
	return answer, nil
}

// encode writes the answer as the key's row keeps it. What was issued is left out: the row
// of the redemption has it, sealed.
func (a Answer) encode() (string, error) {
	stored := storedAnswer{Answer: a}
	stored.Voucher, stored.Delivered = "", ""
	if a.Refused != nil {
		stored.Code, stored.Refused = a.Refused.Code, nil
	}
	raw, err := json.Marshal(stored)
	return string(raw), err
}

func decodeAnswer(text string, request []byte) (storedAnswer, error) {
	stored := storedAnswer{request: request}
	err := json.Unmarshal([]byte(text), &stored)
	return stored, err
}
