package account

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"kermesse/internal/clock"
	"kermesse/internal/db"
	"kermesse/internal/fault"
	"kermesse/internal/secret"
)

// AccessLife is how long an access token is good. It is short because a program may
// keep it where it should not; being revoked, it is refused at once all the same.
const AccessLife = 10 * time.Minute

// Faults of tokens.
var (
	ErrToken = fault.New(fault.Unauthenticated, "token_invalid",
		"Ce jeton n’est pas valable. Connectez-vous de nouveau.",
		"This token is not valid. Sign in again.")
	ErrTokenExpired = fault.New(fault.Unauthenticated, "token_expired",
		"Ce jeton a expiré. Demandez-en un nouveau avec le jeton de renouvellement.",
		"This token has expired. Get a new one with the refresh token.")
	ErrRefreshReused = fault.New(fault.Unauthenticated, "refresh_reused",
		"Ce jeton de renouvellement a déjà servi. Par sécurité, la session est fermée : connectez-vous de nouveau.",
		"This refresh token was used before. For safety the session was ended: sign in again.")
)

// Tokens are what a program signs its requests with.
type Tokens struct {
	Access    string
	Refresh   string        // good for one use
	ExpiresIn time.Duration // of Access
}

// SignInAPI opens a session for a program. Faults: ErrCredentials, ErrTooManySignIns,
// ErrBusy.
func (s *Service) SignInAPI(ctx context.Context, c Credentials) (Tokens, error) {
	user, err := s.signIn(ctx, c)
	if err != nil {
		return Tokens{}, err
	}
	var t Tokens
	err = s.db.InTx(ctx, func(tx *db.DB) error {
		now := s.clock.Now()
		session, err := insertSession(ctx, tx, user.ID, APISession, c.Device, now, now.Add(RefreshLife))
		if err != nil {
			return err
		}
		t, err = s.issue(ctx, tx, session, user.ID)
		return err
	})
	return t, err
}

// Refresh exchanges a refresh token for new tokens. A token that is used a second time
// was copied by somebody: the whole session ends, for whoever holds its other tokens as
// well. Faults: ErrRefreshReused, ErrSignedOut.
func (s *Service) Refresh(ctx context.Context, refresh string) (Tokens, error) {
	var t Tokens
	var reused bool
	err := s.db.InTx(ctx, func(tx *db.DB) error {
		reused = false
		now := s.clock.Now()
		session, first, err := useToken(ctx, tx, secret.Hash(refresh), now)
		if err != nil {
			return err
		}
		if !first {
			reused = true // the revocation must be committed, so this is no error yet
			return revokeSession(ctx, tx, session.ID, now)
		}
		if err := extendSession(ctx, tx, session.ID, now, now.Add(RefreshLife)); err != nil {
			return err
		}
		t, err = s.issue(ctx, tx, session.ID, UserID(session.UserID))
		return err
	})
	if err == nil && reused {
		return Tokens{}, ErrRefreshReused
	}
	return t, err
}

// issue makes the next pair of tokens of a session.
func (s *Service) issue(ctx context.Context, tx *db.DB, session string, user UserID) (Tokens, error) {
	epoch, err := selectEpoch(ctx, tx, user)
	if err != nil {
		return Tokens{}, err
	}
	refresh, err := secret.Token(s.random)
	if err != nil {
		return Tokens{}, err
	}
	now := s.clock.Now()
	if err := insertToken(ctx, tx, secret.Hash(refresh), session, now, now.Add(RefreshLife)); err != nil {
		return Tokens{}, err
	}
	access, err := s.access.sign(pass{session: SessionID(session), user: user, epoch: epoch}, now)
	return Tokens{Access: access, Refresh: refresh, ExpiresIn: AccessLife}, err
}

// Authenticate returns who is signed in by an access token. Besides its signature and
// dates, its session must still be open. Faults: ErrToken, ErrTokenExpired, ErrSignedOut.
func (s *Service) Authenticate(ctx context.Context, access string) (Staff, error) {
	p, err := s.access.parse(access)
	if err != nil {
		return Staff{}, err
	}
	session, err := selectAPISession(ctx, s.db, p, s.clock.Now())
	if err != nil {
		return Staff{}, err
	}
	return s.staff(ctx, session)
}

// pass is what an access token says: which session of which user, and how often all of
// the user's tokens had been revoked by then.
type pass struct {
	session SessionID
	user    UserID
	epoch   int64
}

// signer makes and reads access tokens: JWT (RFC 7519) under one key and the one
// algorithm it is for, HMAC-SHA256. The house is the only one who reads them, so a
// public key would serve nobody.
type signer struct {
	key    []byte
	keyID  string
	clock  clock.Clock
	parser *jwt.Parser
}

// clockSkew is how far the clocks of two servers may be apart, or one may be set back, before
// a token seems to be of the future.
const clockSkew = time.Minute

const (
	tokenIssuer   = "kermesse"
	tokenAudience = "kermesse-api"
)

func newSigner(key []byte, c clock.Clock) signer {
	id := sha256.Sum256(key)
	return signer{
		key: key, keyID: hex.EncodeToString(id[:4]), clock: c,
		parser: jwt.NewParser(
			jwt.WithValidMethods([]string{jwt.SigningMethodHS256.Alg()}),
			jwt.WithIssuer(tokenIssuer), jwt.WithAudience(tokenAudience),
			jwt.WithExpirationRequired(),
			jwt.WithTimeFunc(c.Now), jwt.WithStrictDecoding(),
		),
	}
}

func (s signer) sign(p pass, now time.Time) (string, error) {
	t := jwt.NewWithClaims(jwt.SigningMethodHS256, jwt.RegisteredClaims{
		Issuer: tokenIssuer, Audience: jwt.ClaimStrings{tokenAudience}, Subject: string(p.user),
		ID:       string(p.session) + "." + strconv.FormatInt(p.epoch, 10),
		IssuedAt: jwt.NewNumericDate(now), ExpiresAt: jwt.NewNumericDate(now.Add(AccessLife)),
	})
	t.Header["kid"] = s.keyID
	return t.SignedString(s.key)
}

func (s signer) parse(access string) (pass, error) {
	var claims jwt.RegisteredClaims
	_, err := s.parser.ParseWithClaims(access, &claims, func(t *jwt.Token) (any, error) {
		if t.Header["kid"] != s.keyID {
			return nil, jwt.ErrTokenUnverifiable
		}
		return s.key, nil
	})
	switch {
	case err == nil && claims.IssuedAt != nil && claims.IssuedAt.After(s.clock.Now().Add(clockSkew)):
		return pass{}, ErrToken.Wrap(jwt.ErrTokenUsedBeforeIssued)
	case err == nil:
	case errors.Is(err, jwt.ErrTokenExpired): // the signature was right, or we would not be here
		return pass{}, ErrTokenExpired
	default:
		return pass{}, ErrToken.Wrap(err)
	}
	session, count, _ := strings.Cut(claims.ID, ".")
	epoch, err := strconv.ParseInt(count, 10, 64)
	if err != nil {
		return pass{}, ErrToken.Wrap(err)
	}
	return pass{session: SessionID(session), user: UserID(claims.Subject), epoch: epoch}, nil
}
