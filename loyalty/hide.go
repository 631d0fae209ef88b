package loyalty

import (
	"context"
	"fmt"

	"kermesse/internal/codes"
	"kermesse/internal/db"
)

// HashCodes hashes what an earlier version kept in clear: vouchers, promo codes, and vouchers
// in stored answers. A server calls it before it answers anybody; where nothing is in clear
// it costs two look-ups.
func (s *Service) HashCodes(ctx context.Context) error {
	plain, err := anyPlainVoucher(ctx, s.db)
	if err != nil {
		return err
	}
	if plain {
		if err := s.hideAnswers(ctx); err != nil {
			return err
		}
	}
	if err := s.hideVouchers(ctx); err != nil {
		return err
	}
	return s.hideCodes(ctx)
}

// hiddenAtOnce is how many rows one transaction hides.
const hiddenAtOnce = 500

// hideAnswers takes the vouchers out of stored answers.
func (s *Service) hideAnswers(ctx context.Context) error {
	return s.hide(ctx, func(tx *db.DB) (int, error) {
		rows, err := plainAnswers(ctx, tx, hiddenAtOnce)
		for _, row := range rows {
			var answer storedAnswer
			if err == nil {
				answer, err = decodeAnswer(row.Answer, nil)
			}
			var text string
			if err == nil {
				text, err = answer.encode()
			}
			if err == nil {
				err = books{tx: tx, brand: row.Brand}.replaceAnswer(ctx, row.Key, text)
			}
		}
		return len(rows), err
	})
}

func (s *Service) hideVouchers(ctx context.Context) error {
	return s.hide(ctx, func(tx *db.DB) (int, error) {
		rows, err := plainVouchers(ctx, tx, hiddenAtOnce)
		for _, row := range rows {
			if err != nil {
				break
			}
			folded, ok := codes.Letters32.Fold(row.Voucher)
			if !ok {
				return 0, fmt.Errorf("loyalty: the voucher of transaction %s cannot be read", row.Txn)
			}
			var v issued
			if v, err = s.vault.issue(row.Brand, s.random, folded, row.Txn); err == nil {
				err = books{tx: tx, brand: row.Brand}.replaceVoucher(ctx, row.Txn, v)
			}
		}
		return len(rows), err
	})
}

func (s *Service) hideCodes(ctx context.Context) error {
	return s.hide(ctx, func(tx *db.DB) (int, error) {
		rows, err := plainCodes(ctx, tx, hiddenAtOnce)
		for _, row := range rows {
			if err != nil {
				break
			}
			var sealed []byte
			if sealed, err = s.vault.seal(s.random, row.Code, row.ID); err == nil {
				err = books{tx: tx, brand: row.Brand}.replaceCode(ctx, row, sealed, s.vault.codeHash(row.Brand, namedCode, row.Code))
			}
		}
		return len(rows), err
	})
}

// hide repeats a step, each in a transaction, until it finds nothing.
func (s *Service) hide(ctx context.Context, step func(tx *db.DB) (int, error)) error {
	for {
		n := 0
		err := s.db.InTx(ctx, func(tx *db.DB) (err error) {
			n, err = step(tx)
			return err
		})
		if err != nil || n == 0 {
			return err
		}
	}
}
