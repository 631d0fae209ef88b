package contests

// Cost is what entering a contest takes, as its rules, its page and its posters say it. None
// of them calls a contest free that is not.
type Cost string

// The costs.
const (
	CostNothing  Cost = "nothing"  // nobody buys anything, and nothing that may be bought counts
	CostExtras   Cost = "extras"   // entering is free; codes or till receipts add tickets
	CostEither   Cost = "either"   // a purchase or a code, or the same for the asking, of the same weight
	CostCode     Cost = "code"     // a code, and nobody promises one without a purchase
	CostPurchase Cost = "purchase" // a purchase, and nobody promises a way without one
)

// Free reports whether whoever wants to enters without buying anything.
func (c Cost) Free() bool { return c != CostCode && c != CostPurchase }

// Cost is what entering takes.
func (c Contest) Cost() Cost {
	extras := c.Entry.Codes != nil || c.Entry.Slips != nil
	switch {
	case c.freeWay() && (extras || c.PurchaseLinked()):
		return CostEither
	case c.PurchaseLinked():
		return CostPurchase
	case c.Entry.Codes != nil && c.Entry.Codes.Required:
		return CostCode
	case extras:
		return CostExtras
	}
	return CostNothing
}

func (c Contest) freeWay() bool { return c.Law != nil && c.Law.Purchase.FreeWay }

// costClauses are what entering takes, in the rules; where there is a free way, how to go it.
func (w *rulesWriter) costClauses() {
	switch w.contest.Cost() {
	case CostNothing:
		w.paragraph("La participation est gratuite et sans obligation d’achat.", "Entering is free. No purchase is necessary.")
	case CostExtras:
		w.paragraph(
			"On participe gratuitement par le formulaire, sans obligation d’achat. Ce qui ajoute des tickets à une participation est dit plus bas.",
			"People enter free of charge by the form. No purchase is necessary. What adds tickets to an entry is told below.")
	case CostCode:
		w.paragraph("Pour participer, il faut un code. L’organisation ne promet pas qu’on puisse en avoir un sans achat.",
			"Entering takes a code. The organiser does not promise that there is one to be had without a purchase.")
	case CostPurchase:
		w.paragraph("On participe par un achat.", "People enter by a purchase.")
	case CostEither:
		w.eitherWay()
	}
}

// eitherWay describes a free way that is promised.
func (w *rulesWriter) eitherWay() {
	codes, slips := w.contest.Entry.Codes, w.contest.Entry.Slips
	contact := literal(w.brand.ContactEmail)
	switch {
	case codes != nil && codes.Required && w.contest.PurchaseLinked():
		w.paragraphf(
			"On participe par un code obtenu par un achat, ou par un code gratuit que l’organisation donne, sans achat, à qui le demande à %s. Un code gratuit vaut autant qu’un autre et se trouve dans la même liste, pour le même tirage.",
			"People enter with a code that came with a purchase, or with a free code that the organiser gives, without any purchase, to whoever asks %s. A free code is worth as much as any other and stands in the same list, for the same draw.",
			contact)
	case codes != nil && codes.Required:
		w.paragraphf(
			"On participe avec un code. L’organisation en donne un gratuitement, sans achat, à qui le demande à %s. Un code gratuit vaut autant qu’un autre et se trouve dans la même liste, pour le même tirage.",
			"People enter with a code. The organiser gives one free of charge, without any purchase, to whoever asks %s. A free code is worth as much as any other and stands in the same list, for the same draw.",
			contact)
	default:
		w.paragraph(
			"On peut participer par un achat, ou gratuitement par le formulaire, sans obligation d’achat. Une participation gratuite pèse autant qu’une participation par achat et se trouve dans la même liste, pour le même tirage.",
			"People can enter by a purchase, or free of charge by the form, without any purchase. A free entry weighs as much as one by a purchase and stands in the same list, for the same draw.")
		if codes != nil {
			w.paragraphf("Les tickets d’un code s’obtiennent aussi sans achat\u00a0: l’organisation donne un code gratuit, de même valeur, à qui le demande à %s.",
				"The tickets of a code can also be had without a purchase: the organiser gives a free code, worth as much, to whoever asks %s.", contact)
		}
	}
	if slips != nil {
		w.paragraphf("Les tickets d’un ticket de caisse s’obtiennent aussi sans achat\u00a0: l’organisation ajoute gratuitement les mêmes à la participation de qui le demande à %s avant la clôture.",
			"The tickets of a till receipt can also be had without a purchase: the organiser adds as many, free of charge, to the entry of whoever asks %s before the closing.", contact)
	}
}
