package law

import "fmt"

// everywhere are the rules of every profile.
func everywhere(p Profile) []Rule {
	return []Rule{
		{
			ID: "permit-document", Level: Warn,
			When: func(f Facts) bool { return p.Authority != (Text{}) && f.Permitted && !f.Documented },
			Says: Text{
				FR: "L’autorisation est indiquée, son document manque\u00a0: joignez-le, en PDF ou en photo. Il reste à votre équipe, sauf si vous le rendez public.",
				EN: "The permit is stated and its document is missing: attach it, as a PDF or a photo. It stays with your team unless you make it public.",
			},
		},
		{
			ID: "purchase-acknowledged", Level: Block,
			When: func(f Facts) bool { return f.Purchase && !f.Acknowledged },
			Says: Text{
				FR: "Participer par un achat peut faire du jeu une loterie. Confirmez avoir fait vérifier que c’est permis là où il se joue.",
				EN: "Entering by a purchase can make the contest a lottery. Confirm that you had it checked that this is allowed where it is held.",
			},
		},
		{
			ID: "free-way", Level: Block,
			When: func(f Facts) bool { return f.Purchase && !f.FreeWay },
			Says: Text{
				FR: "Ouvrez une voie gratuite, de même poids, dans le même tirage\u00a0: elle est ce qui distingue un jeu d’une loterie presque partout.",
				EN: "Open a free way, of the same weight, in the same draw: nearly everywhere it is what tells a contest from a lottery.",
			},
		},
		{
			ID: "codes", Level: Warn,
			When: func(f Facts) bool { return f.Codes && !f.Purchase },
			Says: Text{
				FR: "Des codes comptent dans ce jeu. S’ils se trouvent sur ce que l’on achète, dites que l’on participe par un achat.",
				EN: "Codes count in this contest. If they are on what people buy, say that people enter by a purchase.",
			},
		},
		{
			ID: "code-needed", Level: Warn,
			When: func(f Facts) bool { return f.CodeNeeded && !f.Purchase && !f.FreeWay },
			Says: Text{
				FR: "Il faut un code pour participer, et aucun n’est promis sans achat\u00a0: le règlement ne dit pas que la participation est gratuite. Promettez un code gratuit à qui le demande, ou dites que l’on participe par un achat.",
				EN: "Entering takes a code, and none is promised without a purchase: the rules do not call it free. Promise a free code to whoever asks, or say that people enter by a purchase.",
			},
		},
		{
			ID: "slips", Level: Warn,
			When: func(f Facts) bool { return f.Slips && !f.FreeWay },
			Says: Text{
				FR: "Des tickets de caisse ajoutent des chances\u00a0: acheter en donne plus. Promettez les mêmes tickets sans achat à qui les demande.",
				EN: "Till receipts add chances: whoever buys has more. Promise the same tickets without a purchase to whoever asks.",
			},
		},
		{
			ID: "free-way-contact", Level: Block,
			When: func(f Facts) bool { return f.FreeWay && (f.Codes || f.Slips) && !f.Organiser.Named },
			Says: Text{
				FR: "La voie gratuite se demande à l’adresse de contact de la marque, que le règlement donne\u00a0: indiquez-la dans ses réglages.",
				EN: "The free way is asked for at the brand’s contact address, which the rules tell: give it in the brand’s settings.",
			},
		},
		{
			ID: "said-free", Level: Block,
			When: func(f Facts) bool { return f.Unfree && f.says(freeWords...) },
			Says: Text{
				FR: "Vos textes disent que participer est gratuit ou sans achat, et il faut un code ou un achat. Changez-les, ou promettez une voie gratuite.",
				EN: "Your words say that entering is free or takes no purchase, and it takes a code or a purchase. Change them, or promise a free way.",
			},
		},
		{
			ID: "organiser", Level: Warn,
			When: func(f Facts) bool { return !f.Organiser.Named },
			Says: Text{
				FR: "Dites qui organise\u00a0: nom, siège et contact. Un règlement qui ne le dit pas ne vaut rien dans la plupart des pays.",
				EN: "Say who runs it: name, seat and contact. Rules that do not say so are void in most countries.",
			},
		},
		{
			ID: "minors", Level: Warn,
			When: func(f Facts) bool { return f.MinAge < p.Majority },
			Says: Text{
				FR: fmt.Sprintf("Des mineurs peuvent participer. Prévoyez l’accord d’un parent, ou fixez l’âge minimal à %d\u00a0ans.", p.Majority),
				EN: fmt.Sprintf("Minors may enter. Provide for a parent’s agreement, or set the lowest age to %d.", p.Majority),
			},
		},
		{
			ID: "prize-values", Level: Warn,
			When: func(f Facts) bool { return f.Unvalued },
			Says: Text{
				FR: "Indiquez la valeur de chaque lot\u00a0: un règlement complet dit leur nombre, leur nature et leur valeur.",
				EN: "State what each prize is worth: complete rules tell their number, nature and value.",
			},
		},
		{
			ID: "images", Level: Warn,
			When: func(f Facts) bool { return f.Images && f.MinAge < p.Majority },
			Says: Text{
				FR: "Des photos de mineurs peuvent être envoyées\u00a0: il faut l’accord des parents, aussi pour montrer leur image.",
				EN: "Pictures of minors may be sent: their parents have to agree, also to their being shown.",
			},
		},
	}
}

func elsewhere() Profile {
	return Profile{
		Code: Other, Name: Text{FR: "Autre pays", EN: "Another country"}, Majority: 18,
		Summary: Text{
			FR: "Aucun profil pour ce pays. La participation gratuite est la seule qui soit sans risque connu\u00a0; faites vérifier le reste.",
			EN: "No profile for this country. Free entry is the only kind without a known risk; have the rest checked.",
		},
		Tongue:    Text{FR: "la loi du pays où l’organisation a son siège", EN: "the law of the country in which the organiser has its seat"},
		Retention: usual,
		Rules: []Rule{{
			ID: "anywhere", Level: Warn,
			When: func(f Facts) bool { return len(f.Countries) == 0 },
			Says: Text{
				FR: "On peut participer de partout. Nommez les pays de résidence\u00a0: le plus simple est de ne pas ouvrir le jeu là où vous n’avez rien vérifié, comme aux États-Unis.",
				EN: "People may enter from anywhere. Name the countries of residence: it is simplest not to open the contest where you have checked nothing, such as the United States.",
			},
		}},
		Sources: []Source{
			{
				At: "beeliked.com; olshanlaw.com", Read: designRead, Checked: false,
				Says: Text{
					FR: "États-Unis\u00a0: le plus simple est de les exclure, ou d’en suivre le profil.",
					EN: "United States: it is simplest to leave them out, or to follow their profile.",
				},
			},
		},
	}
}

// designRead is the day on which the sources of the project's own study were read for
// these profiles; later readings state their own day.
const designRead = "2026-11-22"

// freeWords are how a brand says that entering is free; see Facts.says.
var freeWords = []string{
	"gratuit", "gratuite", "gratuitement", "sans achat", "sans obligation d achat", "free to enter", "enter free", "enter for free", "free entry",
	"no purchase necessary", "no purchase needed", "without a purchase",
}
