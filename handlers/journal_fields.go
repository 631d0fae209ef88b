package handlers

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/gofiber/fiber/v2"

	"kermesse/frontend"
	"kermesse/internal/account"
	"kermesse/internal/fault"
)

// changesInWords are the fields that an act changed, as people read them. Of a field with
// parts, each part that changed has its line; what is empty on both sides has none.
func changesInWords(c *fiber.Ctx, d desk, changes []account.FieldChange) []frontend.FieldChange {
	var shown []frontend.FieldChange
	for _, change := range changes {
		before, after := leaves(change.Field, change.Before), leaves(change.Field, change.After)
		for _, path := range pathsOf(before, after) {
			was, is := valueInWords(c, d, before[path]), valueInWords(c, d, after[path])
			if was != is {
				shown = append(shown, frontend.FieldChange{Field: fieldInWords(lang(c), path), Before: was, After: is})
			}
		}
	}
	return shown
}

// leaves are the values in a JSON value, by the path that leads to each: "prizes.0.Name".
func leaves(path, raw string) map[string]any {
	found := map[string]any{}
	var value any
	if raw != "" && json.Unmarshal([]byte(raw), &value) == nil {
		collect(path, value, found)
	}
	return found
}

func collect(path string, value any, found map[string]any) {
	switch v := value.(type) {
	case map[string]any:
		for name, part := range v {
			collect(path+"."+name, part, found)
		}
	case []any:
		for i, part := range v {
			collect(fmt.Sprintf("%s.%d", path, i+1), part, found)
		}
	default:
		found[path] = v
	}
}

func pathsOf(sides ...map[string]any) []string {
	var paths []string
	for _, side := range sides {
		for path := range side {
			paths = append(paths, path)
		}
	}
	slices.Sort(paths)
	return slices.Compact(paths)
}

// valueInWords is a value of the journal as people read it; empty for nothing, zero and no.
func valueInWords(c *fiber.Ctx, d desk, value any) string {
	switch v := value.(type) {
	case bool:
		if v {
			return fault.Text{FR: "oui", EN: "yes"}.In(lang(c))
		}
	case float64:
		if v != 0 {
			return strconv.FormatFloat(v, 'f', -1, 64)
		}
	case string:
		if at, err := time.Parse(time.RFC3339Nano, v); err == nil {
			return frontend.Moment(lang(c), at.In(d.Brand.Location()))
		}
		return v
	}
	return ""
}

// fieldInWords names a field: « lots 1, nom » for prizes.1.Name. A name that is not in the
// list is shown with spaces between its words.
func fieldInWords(lang, path string) string {
	var words []string
	for name := range strings.SplitSeq(path, ".") {
		if said, known := fieldWords[spaced(name)]; known {
			name = said.In(lang)
		} else {
			name = spaced(name)
		}
		if _, err := strconv.Atoi(name); err == nil && len(words) > 0 {
			words[len(words)-1] += " " + name
			continue
		}
		words = append(words, name)
	}
	return strings.Join(words, ", ")
}

// spaced is a name of a field with spaces: "opens_at" and "OpensAt" are "opens at".
func spaced(name string) string {
	var out strings.Builder
	var last rune
	for _, r := range name {
		if unicode.IsUpper(r) && unicode.IsLower(last) || r == '_' {
			out.WriteByte(' ')
		}
		if r != '_' {
			out.WriteRune(unicode.ToLower(r))
		}
		last = r
	}
	return out.String()
}

// fieldWords are the names of the fields that staff meet most.
var fieldWords = map[string]fault.Text{
	"title": {FR: "titre", EN: "title"}, "description": {FR: "présentation", EN: "introduction"}, "slug": {FR: "adresse de la page", EN: "address of the page"},
	"locale": {FR: "langue", EN: "language"}, "time zone": {FR: "fuseau horaire", EN: "time zone"}, "also": {FR: "autre langue", EN: "other language"},
	"opens at": {FR: "ouverture", EN: "opening"}, "closes at": {FR: "clôture", EN: "closing"}, "publish at": {FR: "publication prévue", EN: "planned publication"},
	"picture": {FR: "image", EN: "picture"}, "alt": {FR: "description de l’image", EN: "description of the picture"}, "hash": {FR: "empreinte", EN: "fingerprint"},
	"width": {FR: "largeur", EN: "width"}, "height": {FR: "hauteur", EN: "height"},
	"prizes": {FR: "lots", EN: "prizes"}, "prize": {FR: "lot", EN: "prize"}, "name": {FR: "nom", EN: "name"}, "winners": {FR: "gagnants", EN: "winners"}, "alternates": {FR: "suppléants", EN: "alternates"},
	"value minor": {FR: "valeur, en plus petite unité", EN: "value, in the smallest unit"}, "currency": {FR: "monnaie", EN: "currency"}, "units": {FR: "quantité", EN: "quantity"},
	"handing": {FR: "remise", EN: "handing over"}, "delivery": {FR: "envoi", EN: "delivery"}, "pickup": {FR: "lieu de retrait", EN: "pick-up place"}, "options": {FR: "choix", EN: "choices"}, "asks": {FR: "ce que le gagnant choisit", EN: "what the winner chooses"},
	"mode": {FR: "gains", EN: "wins"}, "source": {FR: "source du hasard", EN: "random source"}, "margin seconds": {FR: "attente avant le tirage, en secondes", EN: "wait before the draw, in seconds"}, "claim days": {FR: "délai pour répondre, en jours", EN: "days to answer"},
	"own rules": {FR: "clauses ajoutées", EN: "added clauses"}, "entry": {FR: "participation", EN: "entry"}, "contact": {FR: "comment joindre les participants", EN: "how to reach entrants"}, "confirm": {FR: "adresse à confirmer", EN: "address to be confirmed"},
	"fold aliases": {FR: "une participation par boîte aux lettres", EN: "one entry per mailbox"}, "min age": {FR: "âge minimum", EN: "minimum age"}, "countries": {FR: "pays", EN: "countries"}, "max tickets": {FR: "tickets au plus", EN: "tickets at most"},
	"questions": {FR: "questions", EN: "questions"}, "label": {FR: "libellé", EN: "label"}, "choices": {FR: "réponses possibles", EN: "possible answers"}, "required": {FR: "obligatoire", EN: "required"}, "kind": {FR: "genre", EN: "kind"},
	"codes": {FR: "codes", EN: "codes"}, "instant": {FR: "instants gagnants", EN: "instant wins"}, "slips": {FR: "tickets de caisse", EN: "till receipts"}, "actions": {FR: "actions", EN: "actions"}, "tickets": {FR: "tickets", EN: "tickets"},
	"who": {FR: "qui participe", EN: "who may enter"}, "claims": {FR: "remise des lots", EN: "handing over the prizes"}, "trust": {FR: "confiance", EN: "trust"},
	"law": {FR: "droit", EN: "law"}, "profiles": {FR: "profils de pays", EN: "country profiles"}, "permit": {FR: "autorisation", EN: "permit"}, "networks": {FR: "réseaux", EN: "networks"}, "retention": {FR: "conservation", EN: "retention"},
	"status": {FR: "état", EN: "status"}, "state": {FR: "état", EN: "state"}, "flags": {FR: "signalements", EN: "flags"}, "reason": {FR: "motif", EN: "reason"}, "effect": {FR: "effet", EN: "effect"}, "until": {FR: "jusqu’au", EN: "until"},
	"count": {FR: "nombre", EN: "count"}, "comment": {FR: "commentaire", EN: "comment"}, "role": {FR: "rôle", EN: "role"}, "points": {FR: "points", EN: "points"}, "number": {FR: "numéro", EN: "number"}, "attempt": {FR: "tentative", EN: "attempt"},
	"slot": {FR: "place", EN: "place"}, "date": {FR: "date", EN: "date"}, "text": {FR: "texte", EN: "text"}, "limit": {FR: "limite", EN: "limit"},
}
