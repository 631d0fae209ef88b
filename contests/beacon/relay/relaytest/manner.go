package relaytest

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"fmt"
	"io"
	"net/http"
	"time"

	"kermesse/contests/beacon"
)

// Manner is how a relay answers a question.
type Manner func(w http.ResponseWriter, req *http.Request, q Question)

// Honest gives a round as soon as it is due.
func Honest(w http.ResponseWriter, req *http.Request, q Question) { Ahead(0)(w, req, q) }

// Ahead gives rounds that long before they are due, as a relay could whose chain's keys
// were stolen; less than nothing makes the relay late.
func Ahead(by time.Duration) Manner {
	return func(w http.ResponseWriter, _ *http.Request, q Question) {
		if !q.due(by) {
			w.WriteHeader(http.StatusTooEarly)
			return
		}
		_, _ = io.WriteString(w, q.body(q.Round, q.sign(q.Round), ""))
	}
}

// OnlyVersion2 is an honest relay that has dropped the first version of the API.
func OnlyVersion2(w http.ResponseWriter, req *http.Request, q Question) {
	if q.Version == 1 {
		http.NotFound(w, req)
		return
	}
	Honest(w, req, q)
}

// Silent takes the question and never answers it.
func Silent(_ http.ResponseWriter, req *http.Request, _ Question) { <-req.Context().Done() }

// Lying gives the signature of another round under the number of the one it was asked for.
func Lying(w http.ResponseWriter, _ *http.Request, q Question) {
	_, _ = io.WriteString(w, q.body(q.Round, q.sign(q.Round+1), ""))
}

// OtherRound answers with the round after, as genuine as any.
func OtherRound(w http.ResponseWriter, _ *http.Request, q Question) {
	_, _ = io.WriteString(w, q.body(q.Round+1, q.sign(q.Round+1), ""))
}

// ForeignKey signs with a key of its own and says nothing about it.
func ForeignKey(w http.ResponseWriter, _ *http.Request, q Question) {
	_, _ = io.WriteString(w, q.body(q.Round, q.foreign().Signature, ""))
}

// ForeignChain signs with a key of its own and gives the facts of the chain that it
// belongs to, which are true ones.
func ForeignChain(w http.ResponseWriter, _ *http.Request, q Question) {
	r := q.foreign()
	data, err := beacon.EncodeRound(*r.Chain, r)
	must(err)
	_, _ = w.Write(data)
}

// GenuineHash signs with a key of its own and gives that key under the hash of the chain
// that was asked for.
func GenuineHash(w http.ResponseWriter, _ *http.Request, q Question) {
	r := q.foreign()
	f, hash := r.Chain.Facts(), q.chain.Hash()
	_, _ = io.WriteString(w, q.body(q.Round, r.Signature, fmt.Sprintf(
		`,"chain_hash":"%x","public_key":"%x","scheme":%q,"beacon_id":%q,"period":%d,"genesis_time":%d,"genesis_seed":"%x"`,
		hash, f.PublicKey, f.Scheme, f.BeaconID, f.PeriodS, f.GenesisUnix, f.GenesisSeed)))
}

// FalseRandomness gives the right signature and another number beside it.
func FalseRandomness(w http.ResponseWriter, _ *http.Request, q Question) {
	q.Version = 2
	_, _ = io.WriteString(w, q.body(q.Round, q.sign(q.Round), fmt.Sprintf(`,"randomness":"%064d"`, 0)))
}

// Twice gives the right round and then its signature again, of another round: readers
// that take the last one and readers that take the first would see different numbers.
func Twice(w http.ResponseWriter, _ *http.Request, q Question) {
	_, _ = io.WriteString(w, q.body(q.Round, q.sign(q.Round), fmt.Sprintf(`,"signature":"%x"`, q.sign(q.Round+1))))
}

// WrongJSON answers with what is no round.
func WrongJSON(w http.ResponseWriter, _ *http.Request, q Question) {
	_, _ = fmt.Fprintf(w, `{"round":"%d","signature":{"hex":null}}`, q.Round)
}

// Page answers everything with a page for people, as a captive portal does.
func Page(w http.ResponseWriter, _ *http.Request, _ Question) {
	_, _ = io.WriteString(w, "<!doctype html><title>Sign in to the network</title>")
}

// Gigantic gives the right round at the end of a body of 64 MiB.
func Gigantic(w http.ResponseWriter, _ *http.Request, q Question) {
	blank := bytes.Repeat([]byte{' '}, 1<<20)
	for range 64 {
		if _, err := w.Write(blank); err != nil {
			return
		}
	}
	_, _ = io.WriteString(w, q.body(q.Round, q.sign(q.Round), ""))
}

// Bomb is Gigantic, packed into a few kilobytes.
func Bomb(w http.ResponseWriter, _ *http.Request, q Question) {
	w.Header().Set("Content-Encoding", "gzip")
	packed := gzip.NewWriter(w)
	_, _ = io.Copy(packed, io.LimitReader(blanks{}, 64<<20))
	_, _ = io.WriteString(packed, q.body(q.Round, q.sign(q.Round), ""))
	_ = packed.Close()
}

type blanks struct{}

func (blanks) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = ' '
	}
	return len(p), nil
}

// Slow gives the right round, a byte each time the interval has passed.
func Slow(interval time.Duration) Manner {
	return func(w http.ResponseWriter, req *http.Request, q Question) {
		tick := time.NewTicker(interval)
		defer tick.Stop()
		for _, c := range []byte(q.body(q.Round, q.sign(q.Round), "")) {
			select {
			case <-req.Context().Done():
				return
			case <-tick.C:
			}
			_, _ = w.Write([]byte{c})
			_ = http.NewResponseController(w).Flush()
		}
	}
}

// Redirect sends the client elsewhere.
func Redirect(to string) Manner {
	return func(w http.ResponseWriter, req *http.Request, _ Question) {
		http.Redirect(w, req, to+req.URL.Path, http.StatusFound)
	}
}

// Broken says that it has a problem of its own.
func Broken(w http.ResponseWriter, _ *http.Request, _ Question) {
	w.WriteHeader(http.StatusInternalServerError)
}

// HangsUp cuts the line.
func HangsUp(http.ResponseWriter, *http.Request, Question) { panic(http.ErrAbortHandler) }

// sign is the chain's signature, also of a round that is not due.
func (q Question) sign(number uint64) []byte {
	r, err := q.chain.Sign(number)
	must(err)
	return r.Signature
}

// foreign is the round as the chain of another key would sign it.
func (q Question) foreign() beacon.Round {
	f := q.chain.Facts()
	other, err := beacon.NewTestChain(q.chain.Hash(), time.Unix(f.GenesisUnix, 0), time.Duration(f.PeriodS)*time.Second)
	must(err)
	r, err := other.Sign(q.Round)
	must(err)
	return r
}

func randomness(signature []byte) [32]byte { return sha256.Sum256(signature) }

// must ends the answer, and with it the test, where a test asked for what cannot be.
func must(err error) {
	if err != nil {
		panic(err)
	}
}
