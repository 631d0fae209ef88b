package contests

import (
	"context"
	"crypto/sha256"
	"fmt"

	"kermesse/contests/draw"
	"kermesse/internal/fault"
)

// ListTerms are what the frozen rules of a draw from a list say about the list: how it
// became the entries, in figures that anybody may know. Nobody of the list stands in them.
type ListTerms struct {
	Rows       int
	Refused    int
	Duplicates int
	Removed    []Removal
	Entries    int
	Excluded   int       // people on the list of those left out
	Shown      int       // comments that the network showed under the post, as the organiser read it; 0: not said
	File       draw.Hash // commits to the file, see CommitFile; zero: not stated
	People     draw.Hash // commits to who takes part; zero: not stated
	Before     []ID      // draws that were published from the same file or among the same people
}

// TermsOf are the public figures of a report.
func TermsOf(r ImportReport) ListTerms {
	t := ListTerms{Rows: r.Rows, Duplicates: r.Duplicates, Removed: r.Removed, Entries: r.Accepted}
	t.Refused = t.Rows - t.Entries - t.Duplicates
	for _, removal := range t.Removed {
		t.Refused -= removal.Rows
	}
	return t
}

func (r ListReport) terms() *ListTerms {
	return &ListTerms{Rows: r.Rows, Refused: r.Refused, Duplicates: r.Duplicates, Removed: r.Removed, Entries: r.Entries, People: r.People}
}

// CommitFile commits to a file without telling anybody what is in it: whoever is shown
// the file and the salt can check that it is the one. The hash alone of a short list of
// names could be guessed.
func CommitFile(salt draw.Secret, file draw.Hash) draw.Hash {
	sum := sha256.New()
	_, _ = sum.Write([]byte("kermesse/list\n")) // a hash takes all
	_, _ = sum.Write(salt[:])
	_, _ = sum.Write(file[:])
	return draw.Hash(sum.Sum(nil))
}

// Terms is the list's part of rules.json.
func (t ListTerms) Terms() map[string]any {
	removed := make([]map[string]any, len(t.Removed))
	for i, r := range t.Removed {
		removed[i] = map[string]any{"filter": string(r.Filter), "value": r.Value, "rows": r.Rows}
	}
	terms := map[string]any{
		"rows": t.Rows, "refused": t.Refused, "duplicates": t.Duplicates, "removed": removed, "entries": t.Entries,
		"excluded_people": t.Excluded,
	}
	if t.Shown > 0 {
		terms["shown_by_network"], terms["missing_from_list"] = t.Shown, t.Missing()
	}
	if t.File != (draw.Hash{}) {
		terms["file_commitment"] = t.File.String()
	}
	if t.People != (draw.Hash{}) {
		terms["people_commitment"] = t.People.String()
	}
	if len(t.Before) > 0 {
		terms["drawn_before"] = t.Before
	}
	return terms
}

// Missing is how many of the comments that the network shows are not in the list: deleted or
// hidden since, or left out by the export. Below 0, the list has more than the network shows.
func (t ListTerms) Missing() int { return t.Shown - t.Rows }

// Reconciled compares the list with what the network shows, in a sentence; empty where that
// was not said.
func (t ListTerms) Reconciled() fault.Text {
	switch n := t.Missing(); {
	case t.Shown == 0:
		return fault.Text{}
	case n == 0:
		return fault.Text{
			FR: "Le réseau affiche autant de commentaires que la liste a de lignes.",
			EN: "The network shows as many comments as the list has rows.",
		}
	case n > 0:
		shown, missing := plural(t.Shown, "commentaire", "commentaires", "comment", "comments"), plural(n, "manque", "manquent", "is missing", "are missing")
		return fault.Text{
			FR: "Le réseau affiche " + shown.FR + "\u00a0; " + missing.FR + " à la liste (supprimés, masqués ou absents de l’export).",
			EN: "The network shows " + shown.EN + "; " + missing.EN + " from the list (deleted, hidden or not in the export).",
		}
	default:
		shown, more := plural(t.Shown, "commentaire", "commentaires", "comment", "comments"), plural(-n, "ligne", "lignes", "row", "rows")
		return fault.Text{
			FR: "Le réseau affiche " + shown.FR + "\u00a0; la liste en a davantage, de " + more.FR + " (commentaires supprimés depuis, ou réponses comptées à part).",
			EN: "The network shows " + shown.EN + "; the list has " + more.EN + " more (comments deleted since, or replies counted apart).",
		}
	}
}

// Text says what a part of a filter asks for and how many rows it left out.
func (r Removal) Text() fault.Text {
	rows := plural(r.Rows, "ligne écartée", "lignes écartées", "row left out", "rows left out")
	asks, told := filterTexts[r.Filter], r.Value
	if r.Filter == FilterColumn {
		told = "`" + r.Value + "`"
	}
	return fault.Text{
		FR: fmt.Sprintf(asks.FR, told) + "\u00a0: " + rows.FR,
		EN: fmt.Sprintf(asks.EN, told) + ": " + rows.EN,
	}
}

// filterTexts say each part of a filter; %[1]s is what it was told to look for.
var filterTexts = map[FilterName]fault.Text{
	FilterBefore:       {FR: "daté d’avant le %[1]s", EN: "dated before %[1]s"},
	FilterContains:     {FR: "contient «\u00a0%[1]s\u00a0»", EN: "contains “%[1]s”"},
	FilterMentions:     {FR: "cite au moins %[1]s personne(s)", EN: "mentions at least %[1]s people"},
	FilterColumn:       {FR: "ne remplit pas la condition %[1]s", EN: "does not meet the condition %[1]s"},
	FilterExcluded:     {FR: "ne figure pas dans la liste d’exclusion%[1]s", EN: "is not on the list of those left out%[1]s"},
	FilterOnePerAuthor: {FR: "une seule participation par personne%[1]s", EN: "one entry per person%[1]s"},
}

// commitList is the commitment to a stored list's file; its salt is kept beside the list,
// for whoever may be shown the file.
func (s *Service) commitList(ctx context.Context, l NameList) (draw.Hash, error) {
	salt, err := selectSalt(ctx, s.db, l.ID)
	if err != nil {
		return draw.Hash{}, err
	}
	var secret draw.Secret
	copy(secret[:], salt)
	return CommitFile(secret, l.Hash), nil
}

// entering of a draw from a list: nobody enters, the list is there.
func (w *rulesWriter) listed() {
	t := w.contest.List
	w.in(chapterEntrants)
	w.paragraphf(
		"Ce tirage se fait dans une liste constituée par l’organisation. Elle compte %s\u00a0; après les règles ci-dessous, il reste %s, de chances égales.",
		"This draw is from a list that the organiser made. It has %s; after the rules below %s are left, of equal chances.",
		plural(t.Rows, "ligne", "lignes", "row", "rows"), plural(t.Entries, "participation", "participations", "entry", "entries"))
	w.paragraphf("La liste est figée le %s, sans intervention de personne ensuite.",
		"The list is frozen on %s, without anybody’s doing afterwards.", momentWords(w.contest.ClosesAt, w.contest.Location()))
	if n := len(t.Before); n > 0 {
		w.paragraphf("La même liste, ou les mêmes personnes, ont déjà servi à %s de cette organisation\u00a0; la page du tirage y mène.",
			"The same list, or the same people, were drawn from before, in %s of this organiser; the page of the draw leads there.",
			plural(n, "tirage", "tirages", "draw", "draws"))
	}
	for _, r := range t.Removed {
		text := r.Text()
		w.line("- "+markdownEscapes.Replace(text.FR), "- "+markdownEscapes.Replace(text.EN))
	}
	w.paragraphf("\nEn outre, %s ne se lisent pas et %s répètent un commentaire déjà compté.",
		"\nBesides, %s cannot be read and %s repeat a comment that was counted already.",
		plural(t.Refused, "ligne", "lignes", "row", "rows"), plural(t.Duplicates, "ligne", "lignes", "row", "rows"))
	if t.Shown > 0 {
		said := t.Reconciled()
		w.paragraph(said.FR, said.EN)
	}
	w.paragraph(
		"Les réseaux sociaux ne permettent pas de vérifier un abonnement, un «\u00a0j’aime\u00a0» ou un partage\u00a0: cela n’a pas été vérifié.",
		"Networks let nobody check who follows, likes or shares: that was not checked.")
}
