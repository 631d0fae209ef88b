package handlers

import "kermesse/contests"

// trustBody is how the entries of a contest are looked at.
type trustBody struct {
	Shared bool `json:"shared,omitempty" doc:"Shared phones and Wi-Fi are welcome, as at an event: nothing is noted of devices and networks."`
}

func (b *trustBody) terms() contests.Trust {
	if b == nil {
		return contests.Trust{}
	}
	return contests.Trust{Shared: b.Shared}
}

func trustBodyOf(t contests.Trust) *trustBody {
	if !t.Shared {
		return nil
	}
	return &trustBody{Shared: true}
}
