package proof

import (
	"kermesse/contests/draw"
)

// Label says in one word what a draw's proof is worth.
type Label string

// The labels, from the strongest. Unsealed is what a public number is worth without a
// log: nothing shows that the list was sealed before the number existed.
const (
	A1       Label = "A1"
	A2       Label = "A2"
	B        Label = "B"
	Unsealed Label = "unsealed"
	C        Label = "C"
	Test     Label = "Test"
)

// evidence is what decides the label.
type evidence struct {
	source    draw.Source
	pinned    bool // drand: the chain is a real one
	logged    bool // the close record is proven to be in a log
	witnessed bool // a witness whose key is the verifier's saw it before the round
}

func (e evidence) label() Label {
	switch {
	case e.source.Kind == draw.SourceOperator:
		return C
	case e.source.Kind == draw.SourceDrand && !e.pinned:
		return Test
	case !e.logged:
		return Unsealed
	case e.source.Kind == draw.SourcePublic:
		return B
	case e.witnessed:
		return A1
	}
	return A2
}

// Statement is the label in words. They are fixed by the protocol, and no program that
// shows a label may say more than they do.
func (l Label) Statement(source draw.Source) Text {
	switch l {
	case A1:
		return say(
			"Nombre aléatoire public (drand, tour %d), liste scellée devant témoin avant qu’il n’existe. Chacun peut recalculer les gagnants.",
			"Public random number (drand round %d), list sealed and witnessed before it existed. Anyone can recompute the winners.",
			source.Round)
	case A2:
		return say(
			"Nombre aléatoire public (drand, tour %d), liste scellée avant qu’il n’existe d’après le journal de l’organisateur lui-même. Chacun peut recalculer les gagnants.",
			"Public random number (drand round %d), list sealed before it existed according to the organiser's own log. Anyone can recompute the winners.",
			source.Round)
	case B:
		return say(
			"Nombre aléatoire d’une source publique annoncée (annonce %s). Vérifiez vous-même la source. Liste scellée avant.",
			"Random number from an announced public source (announcement %s). Check the source yourself. List sealed before.",
			source.Digest)
	case C:
		return Text{
			"Le serveur de l’organisateur a choisi le nombre aléatoire. La preuve montre seulement que la liste et les gagnants n’ont pas été changés ensuite. " +
				"Elle ne montre pas que le nombre était aléatoire\u00a0: l’organisateur a pu en essayer beaucoup.",
			"The organiser's server chose the random number. The proof only shows that the list and winners were not changed afterwards. " +
				"It does not show that the number was random: the organiser could have tried many.",
		}
	case Test:
		return Text{
			"Balise de démonstration\u00a0: pas équitable, pour essayer seulement.",
			"Demo beacon: not fair, for trying out only.",
		}
	}
	return unsealedStatement(source)
}

func unsealedStatement(source draw.Source) Text {
	if source.Kind == draw.SourcePublic {
		return say(
			"Nombre aléatoire d’une source publique annoncée (annonce %s). Vérifiez vous-même la source. "+
				"Que la liste ait été scellée avant, seul l’organisateur l’affirme\u00a0: ce dossier ne contient pas de journal public.",
			"Random number from an announced public source (announcement %s). Check the source yourself. "+
				"That the list was sealed before is only the organiser's word: this bundle has no public log.",
			source.Digest)
	}
	return say(
		"Nombre aléatoire public (drand, tour %d). Chacun peut recalculer les gagnants. "+
			"Que la liste ait été scellée avant que le nombre n’existe, seul l’organisateur l’affirme\u00a0: ce dossier ne contient pas de journal public.",
		"Public random number (drand round %d). Anyone can recompute the winners. "+
			"That the list was sealed before the number existed is only the organiser's word: this bundle has no public log.",
		source.Round)
}
