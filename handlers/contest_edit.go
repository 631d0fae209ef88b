package handlers

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/url"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"kermesse/contests"
	"kermesse/frontend"
	"kermesse/internal/account"
	"kermesse/internal/fault"
)

// editSection is one part of the editor of a contest: a page of its own, with one form and
// one button. So it works without scripts, nobody scrolls through twelve forms on a phone,
// and two people can work on two parts of a draft at once.
//
// A new part is one file here, one template (admin/contest_edit_<key>), one area of texts
// ([contest_edit_<key>], of which title is its name) and one line in editSections.
type editSection struct {
	key    string   // last word of its address: edit/{key}
	faults []string // how the paths of what it edits begin, without numbers: "prizes", "entry.questions"

	// used is of a part that most contests do without: whether this one has anything there. It
	// stands apart in the list until it is, and nobody is led through it. nil: every contest has it.
	used func(contests.Contest) bool

	fields func(contests.Contest) url.Values  // the part of a draft, as the form shows it
	read   func(*contestEdit, *contests.Form) // puts what was typed on top of the draft
	field  func(path string) string           // the field of the page that a fault belongs to; nil: the path's last word
	page   func(*App, *contestEdit, frontend.ContestEditFrame) frontend.Page
}

// editSections are the parts in the order in which a contest is made.
func editSections() []editSection {
	return []editSection{
		basicsSection(), prizesSection(), lookSection(), entrySection(), actionsSection(), codesSection(), slipsSection(), photosSection(), instantSection(), whoSection(), drawSection(), claimsSection(), rulesSection(),
	}
}

func findEditSection(key string) (editSection, bool) {
	all := editSections()
	i := slices.IndexFunc(all, func(s editSection) bool { return s.key == key })
	if i < 0 {
		return editSection{}, false
	}
	return all[i], true
}

// sectionOf is the part in which something is put right; the first one for what belongs to
// the whole contest.
func sectionOf(path string) editSection {
	all := editSections()
	best, length := all[0], 0
	for _, s := range all {
		if n := s.claims(path); n > length {
			best, length = s, n
		}
	}
	return best
}

// owns reports whether something is put right in this part, and in no other.
func (s editSection) owns(path string) bool {
	return s.claims(path) > 0 && sectionOf(path).key == s.key
}

// claims is how much of a path the part names; 0: it is none of its business. How a prize is
// handed over is within the prizes, and is typed elsewhere.
func (s editSection) claims(path string) int {
	path = indices.ReplaceAllString(path, "")
	longest := 0
	for _, prefix := range s.faults {
		rest, ok := strings.CutPrefix(path, prefix)
		if ok && (rest == "" || rest[0] == '.') {
			longest = max(longest, len(prefix))
		}
	}
	return longest
}

// extra reports whether the part is one that this contest does without.
func (s editSection) extra(c contests.Contest) bool { return s.used != nil && !s.used(c) }

// fieldOf is the field of the section's page that a part of a contest was typed in.
func (s editSection) fieldOf(path string) string {
	if s.field != nil {
		return s.field(path)
	}
	return path[strings.LastIndexByte(path, '.')+1:]
}

// contestEdit is a section of a draft at work: as it is stored, and as it was typed.
type contestEdit struct {
	typedForm
	section editSection
	desk    desk
	before  contests.Contest
	permit  *contests.PermitFile   // what its permit has for a document, where the part says so
	sent    *contests.Picture      // that came with the form; nil: none
	stored  []frontend.StoredValue // what somebody else stored meanwhile, where it differs from what was typed
}

// seen names what a form showed, so that it is known when it comes back whether somebody
// else has changed the same part meanwhile.
func (e contestEdit) seen() string {
	sum := sha256.Sum256([]byte(e.section.fields(e.before).Encode()))
	return hex.EncodeToString(sum[:8])
}

// editContestPage leads to the first part of a draft. What is published cannot be edited.
func (a *App) editContestPage(c *fiber.Ctx, d desk) error {
	contest, err := a.draftAt(c, d)
	if err != nil {
		return err
	}
	if !contest.PublishedAt.IsZero() {
		return a.redirect(c, d.contestPath(contest.Slug), "")
	}
	return a.redirect(c, d.contestPath(contest.Slug, "edit", editSections()[0].key), "")
}

// editSectionPage shows one part of a draft.
func (a *App) editSectionPage(c *fiber.Ctx, d desk) error {
	e, err := a.contestEditAt(c, d)
	if err != nil {
		return err
	}
	if !e.before.PublishedAt.IsZero() {
		return a.redirect(c, d.contestPath(e.before.Slug), "")
	}
	e.values = e.section.fields(e.before)
	return a.renderContestEdit(c, fiber.StatusOK, e)
}

func (a *App) contestEditAt(c *fiber.Ctx, d desk) (*contestEdit, error) {
	section, known := findEditSection(c.Params("section"))
	if !known {
		return nil, errNoRoute
	}
	contest, err := a.draftAt(c, d)
	e := &contestEdit{section: section, desk: d, before: contest}
	if err == nil && section.key == "rules" {
		e.permit, err = a.Contests.PermitOf(c.UserContext(), contest)
	}
	return e, err
}

func (a *App) draftAt(c *fiber.Ctx, d desk) (contests.Contest, error) {
	contest, err := a.contestAt(c, d)
	if err != nil {
		return contest, err
	}
	return contest, d.Actor.Require(account.EditCampaigns, d.Brand.ID)
}

// saveSection stores one part of a draft. What is missing may be added later; what is
// there must be right.
func (a *App) saveSection(c *fiber.Ctx, d desk) error {
	e, err := a.contestEditAt(c, d)
	if err != nil {
		return err
	}
	if err := a.readContestEdit(c, e); err != nil {
		return err
	}
	saved, err := a.storeSection(c, e)
	if err != nil {
		return a.refuseContestEdit(c, e, err)
	}
	key, notice := e.section.key, frontend.NoticeSaved
	switch e.values.Get("act") {
	case "next":
		key = nextSection(saved, key)
	case "check":
		key = ""
	case "auto":
		notice = "" // the page that saved by itself says so by itself
	case "add":
		return a.redirect(c, d.contestPath(saved.Slug, "edit", key)+"?act=add", "")
	}
	if key == "" {
		return a.redirect(c, d.contestPath(saved.Slug, "publish"), notice)
	}
	return a.redirect(c, d.contestPath(saved.Slug, "edit", key), notice)
}

// nextSection is the part after this one, without those that the contest does without;
// empty after the last.
func nextSection(c contests.Contest, key string) string {
	all := editSections()
	i := slices.IndexFunc(all, func(s editSection) bool { return s.key == key })
	for _, s := range all[i+1:] {
		if !s.extra(c) {
			return s.key
		}
	}
	return ""
}

// storeSection puts a section's fields on top of the draft as it is now: what others do to
// other parts meanwhile is kept. The same part changed by two is told, and nothing is
// overwritten until whoever comes second has seen it.
func (a *App) storeSection(c *fiber.Ctx, e *contestEdit) (contests.Contest, error) {
	if e.values.Get(fieldFormKey) != e.seen() {
		e.findStored()
		if len(e.stored) > 0 {
			return contests.Contest{}, contests.ErrEditedElsewhere
		}
	}
	form := e.before.Form()
	form.Unfinished = true
	e.section.read(e, &form)
	if len(e.wrong) > 0 {
		return contests.Contest{}, fault.Invalids(e.wrong...)
	}
	saved, err := a.Contests.Edit(c.UserContext(), e.desk.Actor, e.before.Slug, e.before.Version, form)
	if !errors.Is(err, contests.ErrEditedElsewhere) {
		return saved, err
	}
	// Somebody stored another part between our reading and our writing.
	again, findErr := a.contestAt(c, e.desk)
	if findErr != nil || again.Version == e.before.Version {
		return contests.Contest{}, errors.Join(err, findErr)
	}
	e.before = again
	return a.storeSection(c, e)
}

// findStored lists what the draft holds by now where it is not what was typed.
func (e *contestEdit) findStored() {
	fields := e.section.fields(e.before)
	names := make([]string, 0, len(fields))
	for name := range fields {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		typed := slices.DeleteFunc(slices.Clone(e.values[name]), func(v string) bool { return strings.TrimSpace(v) == "" })
		kept := slices.DeleteFunc(slices.Clone(fields[name]), func(v string) bool { return v == "" })
		if !slices.Equal(typed, kept) {
			e.stored = append(e.stored, frontend.StoredValue{Field: name, Value: strings.Join(kept, " · ")})
		}
	}
}

// refuseContestEdit shows the section again with what was typed, if another try may help.
func (a *App) refuseContestEdit(c *fiber.Ctx, e *contestEdit, err error) error {
	f := faultOf(err)
	if f.Kind != fault.Invalid && f.Kind != fault.Conflict {
		return err
	}
	if e.wrong = f.Fields; len(e.wrong) == 0 {
		e.wrong = []fault.Field{f.At("")}
	}
	return a.renderContestEdit(c, kindStatus[f.Kind], e)
}

// readContestEdit reads the form and keeps the picture that came with it, so that it
// survives a mistake elsewhere on the page.
func (a *App) readContestEdit(c *fiber.Ctx, e *contestEdit) error {
	e.values = formValues(c)
	e.values.Del(fieldCSRF)
	sent, err := a.pictureIn(c, "picture")
	switch {
	case fault.KindOf(err) == fault.Invalid || fault.KindOf(err) == fault.TooLarge:
		e.wrong = append(e.wrong, fault.From(err).At("picture"))
	case err != nil:
		return err
	case sent != nil:
		e.sent = &contests.Picture{Hash: sent.Hash, Width: sent.Width, Height: sent.Height}
	}
	return nil
}

func (a *App) renderContestEdit(c *fiber.Ctx, status int, e *contestEdit) error {
	frame := frontend.ContestEditFrame{
		AdminFrame: a.adminFrame(c, e.desk), Slug: e.before.Slug, Title: e.before.Title, SavedAt: in(e.before.UpdatedAt, e.desk.Brand.Location()),
		Zone: e.before.TimeZone, Here: e.section.key, Sections: a.sectionLinks(c, e), Stored: e.stored,
		Form: frontend.Form{Key: e.seen(), Values: e.values}, Act: c.Query("act"),
		Locale: e.before.Locale, Other: e.before.OtherLanguage(), Both: e.before.Bilingual() || c.Query("both") == "yes" || e.typedBoth(),
		Preview: frontend.LocalPath(lang(c), frontend.RehearsalPath(e.desk.Brand.Slug)+frontend.ContestPath(e.before.Slug)), Ranked: e.before.Ranked(),
	}
	for _, f := range e.wrong {
		message := f.Fault.Message.In(lang(c))
		if f.Name == "" || !e.section.owns(f.Name) && f.Name != "picture" {
			frame.Form.Errors = append(frame.Form.Errors, frontend.FieldError{Message: message})
			continue
		}
		frame.Form.Errors = append(frame.Form.Errors, frontend.FieldError{Field: e.section.fieldOf(f.Name), Message: message})
	}
	return a.render(c, status, e.section.page(a, e, frame))
}

// typedBoth reports whether a form came with fields of the other language.
func (e *contestEdit) typedBoth() bool {
	for _, name := range []string{"also_title", "also_rules", "also_alt", "prize_also", "question_also"} {
		if slices.ContainsFunc(e.values[name], func(v string) bool { return strings.TrimSpace(v) != "" }) {
			return true
		}
	}
	return false
}

// sectionLinks are the parts with what is missing in each.
func (a *App) sectionLinks(c *fiber.Ctx, e *contestEdit) []frontend.EditLink {
	missing := a.missingInContest(c, e.before, e.desk.Brand)
	links := make([]frontend.EditLink, 0, len(editSections()))
	for _, s := range editSections() {
		link := frontend.EditLink{Key: s.key, Label: a.Pages.Text(lang(c), "contest_edit_"+s.key+".title"), Extra: s.extra(e.before)}
		for _, part := range missing {
			if part.Section == s.key {
				link.Missing = append(link.Missing, part)
			}
		}
		links = append(links, link)
	}
	return links
}
