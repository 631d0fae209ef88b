package law

func france() Profile {
	return Profile{
		Code: FR, Name: Text{FR: "France", EN: "France"}, Majority: 18,
		Summary: Text{
			FR: "Une loterie publicitaire est permise si elle est loyale. Le dépôt chez un commissaire de justice n’est plus obligatoire depuis 2014. Un règlement trompeur ou absent est le risque.",
			EN: "A promotional lottery is allowed where it is fair. Depositing the rules with a bailiff is no longer required since 2014. Misleading or missing rules are the risk.",
		},
		Tongue:    Text{FR: "la loi française", EN: "French law"},
		Retention: usual,
		Rules: []Rule{
			{
				ID: "purchase", Level: Warn, When: purchase,
				Says: Text{
					FR: "Un sacrifice financier, même remboursé, est l’un des quatre éléments d’une loterie interdite\u00a0; que l’article L.\u00a0121-20 du code de la consommation l’autorise est discuté.",
					EN: "A financial sacrifice, even a refunded one, is one of the four elements of a forbidden lottery; whether article L.\u00a0121-20 of the consumer code allows it is disputed.",
				},
			},
			{
				ID: "registered", Level: Warn,
				When: func(f Facts) bool { return !f.Organiser.Registered },
				Says: Text{
					FR: "Complétez l’identité de l’organisation dans les réglages de la marque\u00a0: forme, capital, numéro RCS, siège.",
					EN: "Complete the organiser’s identity in the brand’s settings: legal form, capital, RCS number, seat.",
				},
			},
			{
				ID: "under-15", Level: Warn,
				When: func(f Facts) bool { return f.MinAge < 15 },
				Says: Text{
					FR: "En dessous de 15\u00a0ans, l’accord d’un parent est demandé pour traiter des données sur la base du consentement.",
					EN: "Under the age of 15 a parent has to agree where data is processed by consent.",
				},
			},
		},
		Sources: []Source{
			{At: "lexone.fr; livv.eu", Read: designRead, Checked: true, Says: Text{
				FR: "Code de la consommation, L.\u00a0121-20\u00a0: interdite si déloyale.", EN: "Consumer code, L.\u00a0121-20: forbidden if unfair.",
			}},
			{At: "consultation.avocat.fr; lclg.fr", Read: designRead, Checked: true, Says: Text{
				FR: "Dépôt du règlement supprimé en 2014.", EN: "Deposit of the rules abolished in 2014.",
			}},
			{At: "gouache.fr", Read: designRead, Checked: true, Says: Text{
				FR: "Code de la sécurité intérieure, L.\u00a0320-1\u00a0: quatre éléments, dont un sacrifice financier.", EN: "Internal security code, L.\u00a0320-1: four elements, of which a financial sacrifice.",
			}},
			{At: "solon.law", Read: designRead, Checked: false, Says: Text{
				FR: "Une note de 2023 soutient que L.\u00a0121-20 ne légalise pas tout jeu avec achat\u00a0; d’autres auteurs disent le contraire.", EN: "A note of 2023 argues that L.\u00a0121-20 does not legalise every contest with a purchase; other authors say it does.",
			}},
			{At: "reussir.fr", Read: designRead, Checked: true, Says: Text{
				FR: "CJUE, 18 octobre 2012\u00a0: le gagnant ne paie rien pour recevoir son lot, pas même un timbre.", EN: "CJEU, 18 October 2012: a winner pays nothing to receive the prize, not even a stamp.",
			}},
			{At: "ntic-conseils.com; huissier-de-justice-casablanca.com; salonmotoca.fr", Read: designRead, Checked: true, Says: Text{
				FR: "Ce qu’un règlement contient.", EN: "What rules contain.",
			}},
			{At: "legalplanet.pro; agilit.law", Read: designRead, Checked: true, Says: Text{
				FR: "CNIL\u00a0: cases non cochées, refus aussi visible que l’accord.", EN: "CNIL: unticked boxes, a refusal as visible as the consent.",
			}},
			{At: "—", Read: designRead, Checked: false, Says: Text{
				FR: "Âge du consentement aux traitements\u00a0: 15\u00a0ans.", EN: "Age of consent to processing: 15.",
			}},
		},
	}
}

func belgium() Profile {
	return Profile{
		Code: BE, Name: Text{FR: "Belgique", EN: "Belgium"}, Majority: 18,
		Summary: Text{
			FR: "Désigner les gagnants par le seul hasard est une loterie, interdite au public en principe, même gratuite. Un concours départage par l’adresse ou l’esprit, avec une question subsidiaire.",
			EN: "Choosing winners by chance alone is a lottery, which is in principle forbidden in public, even a free one. A contest is decided by skill, with a tie-break question.",
		},
		Tongue:    Text{FR: "la loi belge", EN: "Belgian law"},
		Retention: usual,
		Rules: []Rule{
			{
				ID: "chance", Level: Block, When: needsPermit,
				Says: Text{
					FR: "Un tirage au sort ouvert au public est une loterie au sens de la loi du 31 décembre 1851, même sans mise. Préférez un vote, un jury ou une question subsidiaire, ou indiquez l’autorisation.",
					EN: "A random draw open to the public is a lottery under the law of 31 December 1851, even without a stake. Prefer a vote, a jury or a tie-break question, or state the permit.",
				},
			},
		},
		Sources: []Source{
			{At: "gamingcommission.be/opencms/opencms/jhksweb_en/faq/loterij/", Read: "2026-11-22", Checked: true, Says: Text{
				FR: "Loterie\u00a0: gain par le sort, offert au public\u00a0; une mise n’est pas nécessaire. Loi du 31 décembre 1851.", EN: "Lottery: a gain by fortune, offered to the public; a stake is not required. Law of 31 December 1851.",
			}},
			{At: "blogs.dlapiper.com/all-in/2012/11/06/belgium-promotional-games-and-contests-look-before-you-leap/", Read: "2026-11-22", Checked: false, Says: Text{
				FR: "Une loterie gratuite est interdite elle aussi\u00a0; exceptions difficiles à remplir (texte de 2012).", EN: "A free lottery is forbidden, too; exceptions are hard to meet (text of 2012).",
			}},
			{At: "md-lex.be/services/concours-jeux-de-hasard-campagnes-publicitaires", Read: "2026-11-22", Checked: false, Says: Text{
				FR: "Un jeu promotionnel échappe à ces règles s’il ne fait pas appel exclusivement au hasard et n’implique pas de paiement.", EN: "A promotional game escapes these rules if it does not rely on chance alone and asks for no payment.",
			}},
			{At: "dikaioma.be/fr/diensten/wedstrijden", Read: "2026-11-22", Checked: false, Says: Text{
				FR: "Concours\u00a0: question subsidiaire en cas d’ex-aequo\u00a0; l’obligation d’achat y est possible.", EN: "Contest: a tie-break question between equals; a purchase may be asked for there.",
			}},
		},
	}
}
