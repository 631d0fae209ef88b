package loyalty

import (
	"archive/zip"
	"context"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/internal/fan"
	"kermesse/internal/text"
)

// TakeoutFormat is what the manifest of a takeout says it is. The manifest fixes each file by
// its SHA-256, and says how many rows it has and what the accounts come to.
const TakeoutFormat = "kermesse-loyalty/1"

// Takeout writes everything a brand has in its programme as a ZIP of tables and a manifest, all
// as of one moment: members with their contacts, point lots, transactions, postings, rewards,
// vouchers, the state of codes, and the programme itself. It goes to w while it is read, in
// little memory. Vouchers that are still good are told in full, so that they can be honoured
// elsewhere. Who was erased is a number without a person. It is for owners, and journalled
// before the first byte.
func (s *Service) Takeout(ctx context.Context, actor account.Actor, brand account.BrandID, w io.Writer) error {
	if err := s.BeginTakeout(ctx, actor, brand); err != nil {
		return err
	}
	return s.WriteTakeout(ctx, actor, brand, w)
}

// BeginTakeout journals that everything is about to be taken; WriteTakeout then writes it.
// They are apart so that who may not have it is told before an answer has begun.
func (s *Service) BeginTakeout(ctx context.Context, actor account.Actor, brand account.BrandID) error {
	if err := actor.Require(account.TakeLoyalty, brand); err != nil {
		return err
	}
	if _, err := s.FindProgramme(ctx, brand); err != nil {
		return err
	}
	return s.db.InTx(ctx, func(tx *db.DB) error {
		return account.Record(ctx, tx, actor, account.Change{Action: "loyalty.exported", Subject: "loyalty:takeout", At: s.clock.Now()})
	})
}

// WriteTakeout is the second half of Takeout.
func (s *Service) WriteTakeout(ctx context.Context, actor account.Actor, brand account.BrandID, w io.Writer) error {
	if err := actor.Require(account.TakeLoyalty, brand); err != nil {
		return err
	}
	found, err := account.FindBrand(ctx, s.db, brand)
	if err != nil {
		return err
	}
	return s.db.Snapshot(ctx, func(view *db.DB) error {
		out := takeout{s: s, books: books{tx: view, brand: brand}, zip: zip.NewWriter(w), at: s.clock.Now()}
		return out.write(ctx, found.Slug)
	})
}

// takeout is a ZIP file on its way.
type takeout struct {
	s *Service
	books
	zip   *zip.Writer
	at    time.Time
	files []map[string]any // of the manifest
}

func (t *takeout) write(ctx context.Context, brand string) error {
	if err := t.members(ctx); err != nil {
		return err
	}
	for _, table := range takeoutTables {
		if err := t.table(ctx, table); err != nil {
			return fmt.Errorf("loyalty: takeout: %s: %w", table.name, err)
		}
	}
	if err := t.vouchers(ctx); err != nil {
		return err
	}
	if err := t.codeStates(ctx); err != nil {
		return err
	}
	totals, err := t.sumPostings(ctx)
	if err != nil {
		return err
	}
	err = t.json("manifest.json", map[string]any{
		"format": TakeoutFormat, "brand": brand, "at": t.at.UTC().Format(time.RFC3339), "files": t.files, "totals": totals,
	})
	if err != nil {
		return err
	}
	return t.zip.Close()
}

func (t *takeout) json(name string, value any) error {
	raw, err := json.MarshalIndent(value, "", "  ")
	if err != nil {
		return err
	}
	return t.file(name, func(w io.Writer) (int64, error) {
		_, err := w.Write(append(raw, '\n'))
		return 0, err
	})
}

// file writes one file and notes its hash.
func (t *takeout) file(name string, write func(io.Writer) (rows int64, err error)) error {
	entry, err := t.zip.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: t.at.UTC()})
	if err != nil {
		return err
	}
	hash, size := sha256.New(), &countingWriter{}
	rows, err := write(io.MultiWriter(entry, hash, size))
	t.files = append(t.files, map[string]any{"name": name, "rows": rows, "bytes": size.n, "sha256": hex.EncodeToString(hash.Sum(nil))})
	return err
}

type countingWriter struct{ n int64 }

func (c *countingWriter) Write(p []byte) (int, error) {
	c.n += int64(len(p))
	return len(p), nil
}

// csv writes a table whose rows each hands to add.
func (t *takeout) csv(name string, titles []string, each func(add func(cells ...string) error) error) error {
	return t.file(name, func(w io.Writer) (rows int64, err error) {
		out := csv.NewWriter(w)
		if err := out.Write(titles); err != nil {
			return 0, err
		}
		err = each(func(cells ...string) error {
			rows++
			return out.Write(cells)
		})
		out.Flush()
		if err == nil {
			err = out.Error()
		}
		return rows, err
	})
}

// members writes who they are and what they have, a thousand at a time: their contacts are
// opened one by one.
func (t *takeout) members(ctx context.Context) error {
	titles := []string{
		"member", "contact_kind", "contact", "birthday", "segments", "joined_at", "erased_at", "tier", "tier_until",
		"available", "pending", "held", "debt", "earned", "spent", "restored", "expired", "clawed_back",
	}
	return t.csv("members.csv", titles, func(add func(...string) error) error {
		for after := ""; ; {
			rows, err := t.takenMembers(ctx, after, 1000)
			if err != nil || len(rows) == 0 {
				return err
			}
			contacts, err := t.contacts(ctx, rows)
			if err != nil {
				return err
			}
			for _, r := range rows {
				contact := contacts[fan.ID(r.Fan)]
				err := add(r.Ref, string(contact.Kind), text.Cell(contact.Value), r.Birthday, text.Cell(r.Segments), told(r.CreatedAt), told(r.ErasedAt),
					formatInt(int64(r.Tier)), told(r.TierUntil), formatInt(r.Available), formatInt(r.Pending), formatInt(r.Held), formatInt(r.Debt),
					formatInt(r.Earned), formatInt(r.Spent), formatInt(r.Restored), formatInt(r.Expired), formatInt(r.ClawedBack))
				if err != nil {
					return err
				}
				after = r.Ref
			}
		}
	})
}

func (t *takeout) contacts(ctx context.Context, rows []takenMember) (map[fan.ID]fan.Contact, error) {
	contacts := map[fan.ID]fan.Contact{}
	if t.s.fans == nil {
		return contacts, nil
	}
	var ids []fan.ID
	for _, r := range rows {
		if r.Fan != "" {
			ids = append(ids, fan.ID(r.Fan))
		}
	}
	found, err := t.s.fans.FindMany(ctx, t.brand, ids)
	for id, f := range found {
		contacts[id] = f.Contact
	}
	return contacts, err
}

// vouchers writes rewards that were taken, and what is to be shown for those that are good.
func (t *takeout) vouchers(ctx context.Context) error {
	titles := []string{"transaction", "member", "reward", "status", "voucher", "code", "expires_at", "used_at"}
	return t.csv("vouchers.csv", titles, func(add func(...string) error) error {
		for after := ""; ; {
			rows, err := t.takenVouchers(ctx, after, 1000)
			if err != nil || len(rows) == 0 {
				return err
			}
			for _, r := range rows {
				after = string(r.redemption.Txn)
				shown := Redemption{}
				if r.redemption.Status == VoucherIssued && t.at.Before(r.redemption.ExpiresAt) {
					if shown, err = t.s.readable(r.redemption, nil); err != nil {
						return err
					}
				}
				err := add(string(r.redemption.Txn), r.ref, r.redemption.Reward, string(r.redemption.Status), shown.Voucher, text.Cell(shown.Delivered),
					told(db.Millis(r.redemption.ExpiresAt)), told(db.Millis(r.redemption.UsedAt)))
				if err != nil {
					return err
				}
			}
		}
	})
}

// codeStates writes what each code gives and how often it was used. Codes of a batch are kept
// nowhere.
func (t *takeout) codeStates(ctx context.Context) error {
	list, err := t.codes(ctx, t.s.vault)
	if err != nil {
		return err
	}
	titles := []string{
		"id", "code", "label", "pattern", "codes", "used", "kind", "value", "max_discount", "uses_of_each", "per_member", "min_amount",
		"expiry_days", "from_at", "to_at", "created_at", "handed_out_at", "voided_at",
	}
	return t.csv("codes.csv", titles, func(add func(...string) error) error {
		for _, c := range list {
			total := ""
			if c.Total != nil {
				total = formatInt(*c.Total)
			}
			err := add(string(c.ID), c.Code, text.Cell(c.Label), c.Pattern, formatInt(c.Size), formatInt(c.Used), string(c.Kind), formatInt(c.Value),
				formatInt(c.MaxDiscount), total, formatInt(c.PerMember), formatInt(c.MinAmount), formatInt(int64(c.ExpiryDays)), told(db.Millis(c.From)),
				told(db.Millis(c.To)), told(db.Millis(c.CreatedAt)), told(db.Millis(c.ExportedAt)), told(db.Millis(c.VoidedAt)))
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// told is a stored time as tables tell it; empty for none.
func told(ms int64) string {
	if ms == 0 {
		return ""
	}
	return db.Time(ms).Format(time.RFC3339)
}
