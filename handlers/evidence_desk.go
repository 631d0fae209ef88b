package handlers

import (
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"strings"

	"github.com/gofiber/fiber/v2"

	"kermesse/contests"
	"kermesse/contests/draw"
	"kermesse/frontend"
	"kermesse/internal/account"
)

// evidenceRoutes are the seat of a witness and the evidence file.
func (a *App) evidenceRoutes() {
	r := a.fiber
	a.auditOperations()
	r.Get("/api/v1/contests/:slug/evidence.zip", a.evidenceByAPI)
	r.Get("/admin/b/:brand/contests/:slug/evidence", a.inBrand(a.evidencePage))
	r.Get("/admin/b/:brand/contests/:slug/evidence.zip", a.inBrand(a.evidencePack))
	r.Post("/admin/b/:brand/contests/:slug/evidence/sample", a.inBrand(a.openSamplePage))
	r.Post("/admin/b/:brand/contests/:slug/evidence/audit", a.inBrand(a.recordAuditForm))
}

const (
	maxStatementBytes = 32 << 20
	shownRecords      = 100 // the last ones; the evidence file has them all
)

// evidencePage shows a witness what there is to check.
func (a *App) evidencePage(c *fiber.Ctx, d desk) error {
	return a.renderEvidence(c, fiber.StatusOK, d, frontend.Form{})
}

func (a *App) renderEvidence(c *fiber.Ctx, status int, d desk, form frontend.Form) error {
	contest, err := a.contestAt(c, d)
	if err != nil {
		return err
	}
	if err := d.Actor.Require(account.ViewEvidence, d.Brand.ID); err != nil {
		return err
	}
	held, err := a.Contests.FindDraw(c.UserContext(), contest.Slug)
	if err != nil {
		return err
	}
	zone := contest.Location()
	page := frontend.AdminEvidencePage{
		AdminFrame: a.adminFrame(c, d), Slug: contest.Slug, Title: contest.Title, State: contestState(contest.Status(a.Clock.Now())),
		Public: a.publicAddress(c, contest, "draw"), Close: string(held.Seal.Record), Result: string(held.Result),
		Statement: held.Statement.In(lang(c)), Form: form,
		Rules: []frontend.RulesView{{Version: 1, Hash: contest.RulesHash.String(), PublishedAt: in(contest.PublishedAt, zone)}},
	}
	if page.Can.SeeEvidence {
		page.PackHref = a.deskHref(c, d, "contests", contest.Slug, "evidence.zip")
	}
	records, err := a.Contests.Records(c.UserContext(), contest.Slug)
	if err != nil {
		return err
	}
	page.More = max(0, len(records)-shownRecords)
	for _, r := range records[page.More:] {
		view, err := a.recordView(c, contest, r)
		if err != nil {
			return err
		}
		page.Records = append(page.Records, view)
	}
	sampled, err := a.Contests.AuditSample(c.UserContext(), d.Actor, contest.Slug)
	if err != nil && !errors.Is(err, contests.ErrNotDrawn) {
		return err
	}
	for i, e := range sampled {
		page.Sample = append(page.Sample, sampledView(i, e))
	}
	return a.render(c, status, page)
}

func (a *App) recordView(c *fiber.Ctx, contest contests.Contest, r contests.Record) (frontend.EvidenceRecord, error) {
	view := frontend.EvidenceRecord{Index: r.Index, Kind: r.Kind, Attempt: r.Attempt, At: in(r.LoggedAt, contest.Location()), Text: string(r.Text)}
	if words := contests.Reason(r.Event.Reason).Text().In(lang(c)); words != "" {
		view.Reason = sentenceOf(words)
	}
	if r.Event.Kind == draw.EventAudit {
		view.Reason = r.Event.Auditor
	}
	if !r.Logged() {
		return view, nil
	}
	cosigned, err := a.Evlog.CosignedBy(c.UserContext(), r.Index)
	for _, s := range cosigned {
		view.Cosigned = append(view.Cosigned, s.Witness)
	}
	return view, err
}

func sampledView(i int, e contests.Sampled) frontend.SampledEntry {
	return frontend.SampledEntry{Place: i + 1, Index: e.Index, Commitment: e.Commitment.String(), Tickets: int(e.Tickets)}
}

// evidencePack answers the evidence file.
func (a *App) evidencePack(c *fiber.Ctx, d desk) error { return a.sendEvidence(c, d.Actor) }

func (a *App) sendEvidence(c *fiber.Ctx, actor account.Actor) error {
	slug := c.Params("slug")
	c.Set(fiber.HeaderCacheControl, "no-store")
	return a.sendMade(c, slug+"-evidence.zip", "application/zip", func(ctx context.Context, w io.Writer) error {
		return a.Contests.WriteEvidence(ctx, actor, slug, w)
	})
}

// openSamplePage shows the people behind the sample. It is asked for by a form, because
// the journal keeps it, and not redirected to, because it is shown once.
func (a *App) openSamplePage(c *fiber.Ctx, d desk) error {
	contest, err := a.contestAt(c, d)
	if err != nil {
		return err
	}
	opened, err := a.Contests.OpenSample(c.UserContext(), d.Actor, contest.Slug)
	if err != nil {
		return err
	}
	page := frontend.AdminSamplePage{AdminFrame: a.adminFrame(c, d), Slug: contest.Slug, Title: contest.Title}
	for i, o := range opened {
		page.Opened = append(page.Opened, frontend.OpenedEntry{
			SampledEntry: sampledView(i, o.Sampled), Number: o.Number, Entry: o.Entry, Alias: o.Alias, AliasSalt: o.AliasSalt.String(),
			Identity: o.Identity, IdentitySalt: o.IdentitySalt.String(), Forgotten: o.Forgotten,
		})
	}
	return a.render(c, fiber.StatusOK, page)
}

// recordAuditForm states in the public log what an auditor found: by the fingerprint of
// their statement, which is not kept.
func (a *App) recordAuditForm(c *fiber.Ctx, d desk) error {
	if err := d.Actor.Require(account.RecordAudit, d.Brand.ID); err != nil {
		return err
	}
	statement, err := statementHash(c)
	if err != nil {
		return err
	}
	slug := c.Params("slug")
	if _, err := a.Contests.RecordAudit(c.UserContext(), d.Actor, slug, formValue(c, "auditor"), statement); err != nil {
		return a.refuseForm(c, err, func(status int, form frontend.Form) error { return a.renderEvidence(c, status, d, form) })
	}
	return a.redirect(c, d.contestPath(slug, "evidence"), frontend.NoticeSaved)
}

// statementHash is the SHA-256 of the file that came with a form, or the one that was
// typed; zero for neither.
func statementHash(c *fiber.Ctx) (draw.Hash, error) {
	part, _ := c.FormFile("statement") // nil where none came
	if part == nil || part.Size == 0 {
		// What is no hash is the zero one, which the domain refuses at the field.
		typed, _ := draw.ParseHash(strings.ToLower(strings.TrimSpace(formValue(c, "statement_hash"))))
		return typed, nil
	}
	file, err := part.Open()
	if err != nil {
		return draw.Hash{}, err
	}
	sum := sha256.New()
	_, err = io.Copy(sum, file)
	return draw.Hash(sum.Sum(nil)), errors.Join(err, file.Close())
}
