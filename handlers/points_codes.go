package handlers

import (
	"bytes"
	"context"
	"net/url"
	"strings"

	"github.com/gofiber/fiber/v2"

	"kermesse/frontend"
	"kermesse/internal/account"
	"kermesse/internal/fault"
	"kermesse/internal/text"
	"kermesse/loyalty"
	"kermesse/loyalty/ledger"
)

// pointCodesPage lists the promo codes and batches, and has a form for more.
func (a *App) pointCodesPage(c *fiber.Ctx, d desk) error {
	return a.showPointCodes(c, fiber.StatusOK, d, frontend.Form{Key: newFormKey(), Values: url.Values{"made": {"name"}, "kind": {"percent"}}}, nil)
}

func (a *App) showPointCodes(c *fiber.Ctx, status int, d desk, form frontend.Form, preview *frontend.PatternPreview) error {
	if err := d.Actor.Require(account.ViewLoyalty, d.Brand.ID); err != nil {
		return err
	}
	page := frontend.AdminPointCodesPage{
		AdminFrame: a.adminFrame(c, d), Currency: d.Brand.Currency, Zone: d.Brand.TimeZone, MaxBatch: loyalty.MaxBatch, Form: form, Preview: preview,
	}
	list, err := a.Loyalty.ListCodes(c.UserContext(), d.Brand.ID)
	if err != nil {
		return err
	}
	for _, k := range list {
		if !strings.HasPrefix(string(k.ID), "reward-") { // those belong to a reward
			page.Rows = append(page.Rows, codeRow(lang(c), k, d))
		}
	}
	return a.render(c, status, page)
}

func codeRow(lang string, k loyalty.Code, d desk) frontend.PromoCodeRow {
	zone := d.Brand.Location()
	row := frontend.PromoCodeRow{
		ID: string(k.ID), Name: k.Name(), Pattern: k.Pattern, Gives: codeWorth(lang, d.Brand.Currency, k), Size: k.Size, Used: k.Used, Left: -1,
		From: in(k.From, zone), Until: in(k.To, zone), Ready: !k.ReadyAt.IsZero(), ExportedAt: in(k.ExportedAt, zone), VoidedAt: in(k.VoidedAt, zone),
	}
	if !k.IsBatch() {
		row.Code = k.Code
	}
	if k.Total != nil {
		row.Left = max(0, *k.Total*k.Size-k.Used)
	}
	return row
}

func codeWorth(lang, currency string, k loyalty.Code) string {
	switch k.Kind {
	case loyalty.CodePercent:
		return frontend.Decimal(lang, float64(k.Value)/100, 1) + "\u00a0%"
	case loyalty.CodeFixed:
		return frontend.Money(lang, currency, k.Value)
	}
	return frontend.Int(lang, k.Value) + " " + fault.Text{FR: "points", EN: "points"}.In(lang)
}

// savePointCode makes a code or a batch, or shows what a batch would look like.
func (a *App) savePointCode(c *fiber.Ctx, d desk) error {
	f := formFigures{c: c}
	k := f.code(d)
	batch := formValue(c, "made") == "batch"
	size := int(f.number("size", 0))
	err := error(fault.Invalids(f.wrong...))
	if len(f.wrong) == 0 {
		switch {
		case formValue(c, "act") == "preview":
			var p loyalty.PatternPreview
			if p, err = a.Loyalty.PreviewPattern(formValue(c, "pattern"), max(size, 1)); err == nil {
				form := frontend.Form{Key: formValue(c, fieldFormKey), Values: formValues(c)}
				return a.showPointCodes(c, fiber.StatusOK, d, form, &frontend.PatternPreview{Pattern: p.Pattern, Samples: p.Samples, Odds: int64(min(p.Odds, 1e15))})
			}
		case batch:
			k.Code, k.Pattern = "", strings.TrimSpace(formValue(c, "pattern"))
			ctx, cancel := context.WithTimeout(context.WithoutCancel(c.UserContext()), importTime)
			defer cancel()
			_, err = a.Loyalty.IssueCodes(ctx, d.Actor, d.Brand.ID, k, size)
		default:
			_, err = a.Loyalty.SaveCode(c.UserContext(), d.Actor, d.Brand.ID, k)
		}
	}
	if err != nil {
		return a.refuseForm(c, lastNames(err, map[string]string{"to": "until", "max_discount": "max_off"}), func(status int, form frontend.Form) error {
			return a.showPointCodes(c, status, d, form, nil)
		})
	}
	return a.redirect(c, frontend.AdminBrandPath(d.Brand.Slug, "points", "codes"), frontend.NoticeSaved)
}

// code reads what a code gives, and when.
func (f *formFigures) code(d desk) loyalty.Code {
	k := loyalty.Code{
		Code: formValue(f.c, "code"), Label: strings.TrimSpace(formValue(f.c, "label")), Kind: loyalty.CodeKind(formValue(f.c, "kind")),
		PerMember: f.number("per_member", 0), MinAmount: f.money("min_amount", d.Brand.Currency), ExpiryDays: int(f.number("expiry_days", ledger.Never)),
		From: f.moment("from", d.Brand.TimeZone), To: f.moment("until", d.Brand.TimeZone), MaxDiscount: f.money("max_off", d.Brand.Currency),
	}
	if total := f.number("total", 0); total > 0 {
		k.Total = &total
	} else if formValue(f.c, "made") == "batch" {
		k.Total = new(int64(1)) // a code of a batch is good once, unless somebody says otherwise
	}
	k.Value = f.worth("value", string(k.Kind), d.Brand.Currency)
	return k
}

// worth reads what a code or a reward takes off: a percentage, an amount or points.
func (f *formFigures) worth(name, kind, currency string) int64 {
	switch loyalty.CodeKind(kind) {
	case loyalty.CodePercent:
		return f.factor(name) / 100 // 12.5 is 1,250 basis points
	case loyalty.CodeFixed:
		return f.money(name, currency)
	}
	return f.number(name, 0)
}

// exportPointCodes hands the codes of a batch out, once.
func (a *App) exportPointCodes(c *fiber.Ctx, d desk) error {
	var table bytes.Buffer
	err := a.Loyalty.ExportCodes(c.UserContext(), d.Actor, d.Brand.ID, loyalty.CodeID(c.Params("code")), func(k loyalty.Code, codes func(func(string) bool)) error {
		table.Grow(int(k.Size) * (len(k.Pattern) + 2))
		table.WriteString("code\r\n")
		for code := range codes {
			table.WriteString(code) // letters, digits and hyphens: nothing to quote
			table.WriteString("\r\n")
		}
		return nil
	})
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderCacheControl, "no-store")
	return sendFile(c, d.Brand.Slug+"-codes.csv", contentTypeCSV, table.Bytes())
}

// voidPointCodesPage asks before a code or a batch is made worthless.
func (a *App) voidPointCodesPage(c *fiber.Ctx, d desk) error {
	return a.showVoidPointCodes(c, fiber.StatusOK, d, frontend.Form{})
}

func (a *App) showVoidPointCodes(c *fiber.Ctx, status int, d desk, form frontend.Form) error {
	k, err := a.Loyalty.FindCode(c.UserContext(), d.Actor, d.Brand.ID, loyalty.CodeID(c.Params("code")))
	if err != nil {
		return err
	}
	return a.render(c, status, frontend.AdminConfirmPage{
		AdminFrame: a.adminFrame(c, d), Act: frontend.ActVoidPoints, Subject: k.Name(), Count: int(k.Size),
		Back: frontend.AdminBrandPath(d.Brand.Slug, "points", "codes"), Form: form,
	})
}

func (a *App) voidPointCodes(c *fiber.Ctx, d desk) error {
	err := a.Loyalty.VoidCodes(c.UserContext(), d.Actor, d.Brand.ID, loyalty.CodeID(c.Params("code")))
	if err != nil {
		return a.refuseForm(c, err, func(status int, form frontend.Form) error { return a.showVoidPointCodes(c, status, d, form) })
	}
	return a.redirect(c, frontend.AdminBrandPath(d.Brand.Slug, "points", "codes"), frontend.NoticeCodesVoided)
}

// pointPoolsPage lists the pools of partner codes, and takes a file for one.
func (a *App) pointPoolsPage(c *fiber.Ctx, d desk) error {
	return a.showPointPools(c, fiber.StatusOK, d, frontend.Form{}, nil)
}

func (a *App) showPointPools(c *fiber.Ctx, status int, d desk, form frontend.Form, report *frontend.PoolReport) error {
	pools, err := a.Loyalty.ListPools(c.UserContext(), d.Actor, d.Brand.ID)
	if err != nil {
		return err
	}
	page := frontend.AdminPointPoolsPage{AdminFrame: a.adminFrame(c, d), MaxBytes: loyalty.MaxPoolBytes, Form: form, Report: report}
	for _, p := range pools {
		page.Rows = append(page.Rows, frontend.PoolRow(p))
		page.Pools = append(page.Pools, frontend.Choice{Value: p.ID, Label: p.Name})
	}
	return a.render(c, status, page)
}

func (a *App) fillPointPool(c *fiber.Ctx, d desk) error {
	refuse := func(err error) error {
		return a.refuseForm(c, lastNames(err, map[string]string{"id": "name"}), func(status int, form frontend.Form) error {
			return a.showPointPools(c, status, d, form, nil)
		})
	}
	_, content, done, err := sentText(c, "file", "pasted")
	if err == nil && content == nil {
		err = fault.Invalids(errNoFile.At("file"))
	}
	if err != nil {
		return refuse(err)
	}
	defer done()
	pool := loyalty.Pool{ID: formValue(c, "pool"), Name: strings.TrimSpace(formValue(c, "name"))}
	if pool.ID == "" {
		pool.ID = text.Slug(pool.Name)
	} else if pool.Name == "" {
		list, err := a.Loyalty.ListPools(c.UserContext(), d.Actor, d.Brand.ID)
		if err != nil {
			return err
		}
		for _, p := range list {
			if p.ID == pool.ID {
				pool.Name = p.Name
			}
		}
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(c.UserContext()), importTime)
	defer cancel()
	r, err := a.Loyalty.FillPool(ctx, d.Actor, d.Brand.ID, pool, content, formValue(c, "act") == "check")
	if err != nil {
		return refuse(err)
	}
	report := &frontend.PoolReport{DryRun: r.DryRun, Added: r.Added, Repeated: r.Repeated, Failed: r.Failed, Name: pool.Name}
	return a.showPointPools(c, fiber.StatusOK, d, frontend.Form{}, report)
}
