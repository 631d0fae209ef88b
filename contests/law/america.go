package law

// Amounts in US cents.
const (
	bondOver  = 5_000_00 // New York and Florida: register and post a bond
	rhodeOver = 500_00   // Rhode Island, in shops
	taxOver   = 600_00   // a winner's form 1099; reported as 2,000 $ from 2026
)

func unitedStates() Profile {
	return Profile{
		Code: US, Name: Text{FR: "États-Unis", EN: "United States"}, Majority: 18,
		Summary: Text{
			FR: "Lot, hasard et contrepartie font une loterie. Une voie gratuite de mêmes chances l’évite. Le règlement ne change plus après l’ouverture. Le plus simple est de ne pas ouvrir le jeu aux États-Unis.",
			EN: "Prize, chance and consideration make a lottery. A free way of equal odds avoids it. The rules do not change after the opening. It is simplest not to open the contest to the United States.",
		},
		Authority: Text{FR: "États de New York et de Floride", EN: "States of New York and Florida"},
		Tongue:    Text{FR: "la loi de l’État où l’organisation a son siège", EN: "the law of the state in which the organiser has its seat"},
		Retention: usual,
		Reporting: Reporting{Currency: "USD", Over: taxOver, Says: Text{
			FR: "Au-delà de 600\u00a0$ de lots dans l’année civile, la personne remplit un formulaire W-9 et vous déclarez ses lots par un formulaire 1099 (seuil annoncé à 2\u00a0000\u00a0$ dès 2026, à vérifier).",
			EN: "Over $600 of prizes in the calendar year, the person fills in form W-9 and you report their prizes by form 1099 (threshold reported as $2,000 from 2026, to be checked).",
		}},
		Rules: []Rule{
			{
				ID: "bond", Level: Block,
				When:    func(f Facts) bool { return !f.Permitted && f.Chance && worth("USD", bondOver)(f) },
				Figures: ofAll,
				Says: Text{
					FR: "New York et Floride\u00a0: au-delà de 5\u00a0000\u00a0$ de lots, enregistrement et caution 30 jours (New York) ou 7 jours (Floride) avant.",
					EN: "New York and Florida: over $5,000 in prizes, registration and a bond 30 days (New York) or 7 days (Florida) before.",
				},
			},
			{
				ID: "rhode-island", Level: Warn, When: worth("USD", rhodeOver), Figures: ofAll,
				Says: Text{
					FR: "Rhode Island\u00a0: au-delà de 500\u00a0$ en magasin, un enregistrement était demandé. À vérifier.",
					EN: "Rhode Island: over $500 in shops, registration was asked for. To be checked.",
				},
			},
			{
				ID: "other-currency", Level: Warn,
				When: func(f Facts) bool { return len(f.Totals) > 0 && f.Totals["USD"] == 0 },
				Says: Text{
					FR: "Les seuils sont en dollars\u00a0: convertissez la valeur totale des lots et comparez-la à 500\u00a0$ et 5\u00a0000\u00a0$.",
					EN: "The thresholds are in dollars: convert what all prizes are worth and compare it with $500 and $5,000.",
				},
			},
			{
				ID: "tax-form", Level: Warn,
				When: func(f Facts) bool { return f.Largest["USD"] > taxOver },
				Says: Text{
					FR: "Un lot dépasse 600\u00a0$\u00a0: déclaration sur l’honneur et formulaire 1099 du gagnant (seuil annoncé à 2\u00a0000\u00a0$ dès 2026, à vérifier).",
					EN: "A prize exceeds $600: the winner’s affidavit and form 1099 (threshold reported as $2,000 from 2026, to be checked).",
				},
			},
			{
				ID: "year", Level: Warn,
				When: func(f Facts) bool { return f.Year.Contests > 1 && f.Year.Totals["USD"] > taxOver },
				Says: Text{
					FR: "Ce qu’une personne gagne chez vous s’additionne sur l’année civile\u00a0: au-delà de 600\u00a0$ en tout, formulaire 1099 (seuil annoncé à 2\u00a0000\u00a0$ dès 2026, à vérifier).",
					EN: "What one person wins from you adds up over the calendar year: over $600 in all, form 1099 (threshold reported as $2,000 from 2026, to be checked).",
				},
				Figures: ofYear,
			},
			{
				ID: "under-13", Level: Block,
				When: func(f Facts) bool { return f.MinAge < 13 },
				Says: Text{
					FR: "COPPA\u00a0: pas de données d’enfants de moins de 13\u00a0ans. Fixez l’âge minimal à 13\u00a0ans ou plus.",
					EN: "COPPA: no data of children under 13. Set the lowest age to 13 or more.",
				},
			},
			{
				ID: "online-way", Level: Warn, When: purchase,
				Says: Text{
					FR: "À New York, la voie gratuite d’un jeu en ligne est en ligne, et de mêmes chances.",
					EN: "In New York the free way of an online promotion is online, and of equal odds.",
				},
			},
		},
		Sources: []Source{
			{At: "beeliked.com", Read: designRead, Checked: true, Says: Text{
				FR: "Voie gratuite de mêmes chances\u00a0; en ligne pour un jeu en ligne à New York.", EN: "A free method with equal odds; online for online promotions in New York.",
			}},
			{At: "olshanlaw.com", Read: designRead, Checked: true, Says: Text{
				FR: "Contenu du règlement, qui ne change plus après le début.", EN: "What rules contain; they do not change after the start.",
			}},
			{At: "raven5.com", Read: designRead, Checked: false, Says: Text{
				FR: "New York et Floride au-delà de 5\u00a0000\u00a0$\u00a0; Rhode Island au-delà de 500\u00a0$ (a pu changer).", EN: "New York and Florida over $5,000; Rhode Island over $500 (may have changed).",
			}},
			{At: "revup.pages.dev", Read: designRead, Checked: false, Says: Text{
				FR: "Formulaire 1099\u00a0: 600\u00a0$, annoncé à 2\u00a0000\u00a0$ dès 2026.", EN: "Form 1099: $600, reported as $2,000 from 2026.",
			}},
		},
	}
}
