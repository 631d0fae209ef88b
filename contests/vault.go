package contests

import (
	"io"

	"kermesse/internal/secret"
)

// What a contest seals for good, the secrets that link people to their commitments, an
// operator's seed before its draw and the moments of instant wins, was published as a
// commitment and is frozen: its key is not changed. What is personal and nothing else, the
// pictures that entrants send and the secret word of a winner, is sealed with the keys of the
// ring. Both began with one key.
const vaultPurpose = "contest secrets"

func frozenBox(s secret.Secret, random io.Reader) secret.Box {
	return secret.NewBox(s.Key(vaultPurpose), random)
}

func personalBox(s secret.Secret, random io.Reader) secret.Box { return s.Box(vaultPurpose, random) }
