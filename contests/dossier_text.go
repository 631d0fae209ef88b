package contests

import (
	"crypto/sha256"
	"hash"
	"io"
	"iter"
	"maps"
	"slices"

	"kermesse/contests/draw"
	"kermesse/internal/fault"
)

// countedFile hashes and counts what passes through it.
type countedFile struct {
	out   io.Writer
	hash  hash.Hash
	bytes int64
}

func newCountedFile(out io.Writer) *countedFile { return &countedFile{out: out, hash: sha256.New()} }

func (f *countedFile) Write(p []byte) (int, error) {
	n, err := f.out.Write(p)
	_, _ = f.hash.Write(p[:n]) // never fails
	f.bytes += int64(n)
	return n, err
}

func (f *countedFile) sum() draw.Hash { return draw.Hash(f.hash.Sum(nil)) }

// ordered yields a map by its keys.
func ordered(m map[string]string) iter.Seq2[string, string] {
	return func(yield func(string, string) bool) {
		for _, name := range slices.Sorted(maps.Keys(m)) {
			if !yield(name, m[name]) {
				return
			}
		}
	}
}

// dossierReadme tells in plain words what an evidence file holds and how it is checked.
var dossierReadme = fault.Text{
	FR: `DOSSIER DE PREUVES
Jeu-concours : %s
Adresse : %s
Établi le : %s

Ce dossier réunit ce qui permet de contrôler un tirage au sort.

rules/v1/          le règlement tel qu'il a été figé (rules.json, et le même en français
                   et en anglais) ; v2, v3… après chaque avenant, s'il y en a.
list/              la liste scellée : une ligne par participation, une empreinte aveugle
                   et son nombre de tickets. Personne ne peut en tirer un nom.
draw/proof.zip     la preuve du tirage. « kermesse verify draw proof.zip », ou le
                   programme verify.py qu'elle contient, recalcule les gagnants.
log/               chaque acte public, mot pour mot, avec la preuve de sa place dans le
                   journal public, et les clés pour la vérifier.
decisions.csv      exclusions, disqualifications, rétablissements, confirmations,
                   annulations et constats, avec leurs raisons.
audit-sample.csv   les participations que le nombre tiré désigne pour un contrôle.
messages/          les messages envoyés (sorte, date, numéro de participation) et leurs
                   textes types.
consents.csv       les textes acceptés ou refusés, leur nombre et leurs dates.
journal.csv        qui, dans l'équipe, a fait quoi.
MANIFEST.txt       l'empreinte SHA-256 de chaque fichier, signée avec la clé du journal
                   public (format « signed note »).

Ce qui manque n'existe pas encore : avant la clôture il n'y a ni liste scellée ni tirage.

Données personnelles. Ce dossier ne nomme aucun participant : les gagnants y figurent
sous un nom masqué, les adresses des messages sont masquées (a•••@exemple.sn), et les
empreintes ne mènent à personne. journal.csv nomme les membres de l'équipe de
l'organisateur. Les numéros de participation permettent à l'organisateur, et à lui seul,
de retrouver une personne.

Toutes les dates sont en temps universel (UTC).
`,
	EN: `EVIDENCE FILE
Contest: %s
Address: %s
Made on: %s

This file brings together what it takes to check a draw.

rules/v1/          the rules as they were frozen (rules.json, and the same in French and
                   English); v2, v3… after each amendment, where there are any.
list/              the sealed list: one line for each entry, a blinded commitment and its
                   tickets. Nobody can get a name out of it.
draw/proof.zip     the proof of the draw. "kermesse verify draw proof.zip", or the program
                   verify.py in it, computes the winners again.
log/               every public act, word for word, with the proof of its place in the
                   public log, and the keys to check that with.
decisions.csv      exclusions, disqualifications, reinstatements, confirmations,
                   cancellations and audits, with their reasons.
audit-sample.csv   the entries that the drawn number chose for an audit.
messages/          the messages that were sent (kind, date, number of the entry) and the
                   texts of their kinds.
consents.csv       the texts that were agreed to or refused, how often and when.
journal.csv        who of the staff did what.
MANIFEST.txt       the SHA-256 of each file, signed with the key of the public log (a
                   "signed note").

What is missing does not exist yet: before closing there is no sealed list and no draw.

Personal data. This file names no entrant: winners stand in it under a masked name, the
addresses of messages are masked (a•••@exemple.sn), and commitments lead to nobody.
journal.csv names members of the organiser's staff. With the numbers of entries the
organiser, and nobody else, can find a person.

All dates are in universal time (UTC).
`,
}
