package main

import (
	"context"
	"fmt"
	"time"

	"kermesse/contests"
	"kermesse/contests/beacon"
	"kermesse/polls"
)

// lotBeacon gives polls the rounds of the beacon that contests draw by.
type lotBeacon struct{ contests.Beacon }

// lotsOf is the beacon for the lots of polls, the one that proves most first; nil where
// there is none.
func lotsOf(beacons map[contests.SourceKind]contests.Beacon) polls.Beacon {
	for _, kind := range []contests.SourceKind{contests.SourceDrand, contests.SourceTest} {
		if b, known := beacons[kind]; known {
			return lotBeacon{b}
		}
	}
	return nil
}

// Name implements polls.Beacon.
func (b lotBeacon) Name(t time.Time) (polls.Round, error) {
	number := b.Chain.FirstRoundAt(t)
	due, err := b.Chain.TimeOf(number)
	return polls.Round{Chain: b.Chain.Hash(), Number: number, Due: due}, err
}

// Fetch implements polls.Beacon. The round is believed because its signature is the chain's.
func (b lotBeacon) Fetch(ctx context.Context, r polls.Round) (randomness [32]byte, proof []byte, err error) {
	if r.Chain != b.Chain.Hash() {
		return randomness, nil, fmt.Errorf("this house has no beacon of chain %s any more", r.Chain)
	}
	round, err := b.Rounds.Fetch(ctx, b.Chain, r.Number)
	if err != nil {
		return randomness, nil, err
	}
	if randomness, err = round.Verify(b.Chain, r.Number); err != nil {
		return randomness, nil, err
	}
	proof, err = beacon.EncodeRound(b.Chain, round)
	return randomness, proof, err
}
