package loyalty

import (
	"encoding/base64"
	"errors"
	"fmt"
	"io"

	"kermesse/internal/account"
	"kermesse/internal/codes"
	"kermesse/internal/secret"
)

// vault hides codes: whoever reads the tables finds hashes under a key that is not in them,
// by which a code that is typed is found, and ciphertext of those that their owner may read
// again.
type vault struct {
	voucher, promo, series, request, guess, pooled, gift, card []byte
	box                                                        secret.Box
}

var errUnseal = errors.New("loyalty: a sealed code does not open: another secret, or a changed row")

func newVault(s secret.Secret) *vault {
	return &vault{
		voucher: s.Key("loyalty vouchers"), promo: s.Key("loyalty promo codes"), series: s.Key("loyalty code series"),
		request: s.Key("loyalty requests"), guess: s.Key("loyalty guesses"),
		pooled: s.Key("loyalty partner codes"), gift: s.Key("loyalty gifts"), card: s.Key("loyalty cards"),
		box: s.Box("loyalty codes sealed", nil),
	}
}

// seal encrypts a code for the row of that id: moved to another row it does not open.
func (v *vault) seal(random io.Reader, plain, row string) ([]byte, error) {
	sealed, err := v.box.With(random).Seal([]byte(plain), row)
	if err != nil {
		return nil, fmt.Errorf("loyalty: %w", err)
	}
	return sealed, nil
}

func (v *vault) open(sealed []byte, row string) (string, error) {
	plain, err := v.box.Open(sealed, row)
	if err != nil {
		return "", fmt.Errorf("%w (%w)", errUnseal, err)
	}
	return string(plain), nil
}

// veil stands for a code in the hash of a request.
func (v *vault) veil(typed string) string {
	return base64.RawURLEncoding.EncodeToString(secret.MAC(v.request, typed))
}

// hashSize is enough that no two codes share a hash.
const hashSize = 16

// voucherHash is how a voucher is looked up: as text, for it stands where the voucher stood.
func (v *vault) voucherHash(brand account.BrandID, folded string) string {
	return base64.RawURLEncoding.EncodeToString(secret.MAC(v.voucher, string(brand), folded)[:hashSize])
}

// issue hides a voucher that the transaction of that id issues.
func (v *vault) issue(brand account.BrandID, random io.Reader, folded string, txn TxnID) (issued, error) {
	shown := codes.Group(folded, voucherGroup)
	sealed, err := v.seal(random, shown, string(txn))
	return issued{shown: shown, hash: v.voucherHash(brand, folded), sealed: sealed}, err
}

// Names and generated codes are hashed apart: a name is taken letter by letter, a generated
// code is read with its look-alikes.
const (
	namedCode     = "name"
	generatedCode = "generated"
)

func (v *vault) codeHash(brand account.BrandID, origin, code string) []byte {
	return secret.MAC(v.promo, string(brand), origin, code)[:hashSize]
}

// codeHashes are the two ways in which what a person typed may be kept.
func (v *vault) codeHashes(brand account.BrandID, typed string) (named, generated []byte) {
	named = v.codeHash(brand, namedCode, NormaliseCode(typed))
	generated = named
	if folded, ok := codes.Letters32.Fold(typed); ok && codes.Letters32.Valid(folded) {
		generated = v.codeHash(brand, generatedCode, folded)
	}
	return named, generated
}

// seriesOf is the series of all batches of a brand that share a pattern.
func (v *vault) seriesOf(brand account.BrandID, p codes.Pattern, series string) (*codes.Series, error) {
	return codes.NewSeries(secret.MAC(v.series, string(brand), series), p)
}
