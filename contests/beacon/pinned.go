package beacon

import "encoding/hex"

// The real chains of the League of Entropy. Their keys are part of this program, so that
// no proof can bring its own.
var (
	quicknet = pin(Facts{
		Scheme:   Unchained,
		BeaconID: "quicknet",
		PublicKey: unhex("83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c8c4b450b6a0a6c3ac6a5776a2d106451" +
			"0d1fec758c921cc22b0e17e63aaf4bcb5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a"),
		PeriodS:     3,
		GenesisUnix: 1692803367,
		GenesisSeed: unhex("f477d5c89f21a17c863a7f937c6a6d15859414d2be09cd448d4279af331c5d3e"),
	}, "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971")

	defaultChain = pin(Facts{
		Scheme:      Chained,
		BeaconID:    "default",
		PublicKey:   unhex("868f005eb8e6e4ca0a47c8a77ceaa5309a47978a7c71bc5cce96366b5d7a569937c529eeda66c7293784a9402801af31"),
		PeriodS:     30,
		GenesisUnix: 1595431050,
		GenesisSeed: unhex("176f93498eac9ca337150b46d21dd58673ea4e3581185f869672e59fa4cb390a"),
	}, "8990e7a9aaed2ffed73dbd7092123d6f289930540d7651336225dc172e51b2ce")
)

// Quicknet is the chain that draws use: unchained, a round each 3 seconds since 2023.
func Quicknet() Chain { return quicknet }

// Default is the oldest chain of the League: chained, a round each 30 seconds since 2020.
func Default() Chain { return defaultChain }

// Pinned returns the real chain of that hash, if it is one.
func Pinned(hash [32]byte) (Chain, bool) {
	for _, c := range []Chain{quicknet, defaultChain} {
		if c.hash == hash {
			return c, true
		}
	}
	return Chain{}, false
}

// pin stops the program where a constant above was mistyped.
func pin(f Facts, hash string) Chain {
	c, err := NewChain(f)
	if err != nil {
		panic(err)
	}
	if hex.EncodeToString(c.hash[:]) != hash {
		panic("beacon: the facts of " + f.BeaconID + " are not those of its chain hash")
	}
	return c
}

func unhex(s string) []byte {
	b, err := hex.DecodeString(s)
	if err != nil {
		panic(err)
	}
	return b
}
