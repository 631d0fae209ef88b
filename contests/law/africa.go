package law

func mauritius() Profile {
	return Profile{
		Code: MU, Name: Text{FR: "Maurice", EN: "Mauritius"}, Majority: 18,
		Summary: Text{
			FR: "Un tirage lié à un achat se tient comme une loterie approuvée par la Gambling Regulatory Authority. Le texte sur les tirages gratuits et leurs seuils n’a pas été trouvé\u00a0: à vérifier auprès d’elle ou d’un conseil.",
			EN: "A draw linked to a purchase is held as a lottery approved by the Gambling Regulatory Authority. The text on free draws and their thresholds was not found: to be checked with the authority or counsel.",
		},
		Authority: Text{FR: "Gambling Regulatory Authority (GRA)", EN: "Gambling Regulatory Authority (GRA)"},
		Tongue:    Text{FR: "la loi mauricienne", EN: "the law of Mauritius"},
		Retention: usual,
		Rules: []Rule{
			{
				ID: "permit", Level: Block,
				When: func(f Facts) bool { return f.Purchase && needsPermit(f) },
				Says: Text{
					FR: "Un tirage lié à un achat demande l’approbation de la GRA (partie XVII du GRA Act 2007). Indiquez son numéro et sa date.",
					EN: "A draw linked to a purchase needs the approval of the GRA (Part XVII of the GRA Act 2007). State its number and date.",
				},
			},
			{
				ID: "free-draws", Level: Warn,
				When: func(f Facts) bool { return f.Chance && !f.Purchase && !f.Permitted },
				Says: Text{
					FR: "Tirage gratuit\u00a0: faites vérifier auprès de la GRA ou d’un conseil si une démarche ou un seuil s’y applique.",
					EN: "Free draw: have checked with the GRA or counsel whether a step or a threshold applies to it.",
				},
			},
			{
				ID: "purchase-age", Level: Block,
				When: func(f Facts) bool { return f.Purchase && f.MinAge < 18 },
				Says: Text{
					FR: "Les tirages liés à un achat publiés à Maurice sont réservés aux 18\u00a0ans et plus.",
					EN: "The draws linked to a purchase that are published in Mauritius are for people of 18 and over.",
				},
			},
			{
				ID: "wording", Level: Warn,
				When: func(f Facts) bool {
					return f.says("loterie", "lottery", "ticket à gratter", "tickets à gratter", "scratch card", "scratch cards", "lotto")
				},
				Says: Text{
					FR: "Évitez «\u00a0loterie\u00a0», «\u00a0loto\u00a0» et «\u00a0ticket à gratter\u00a0»\u00a0: les cartes à gratter et la publicité des jeux d’argent y ont été interdites en 2014-2015.",
					EN: "Leave “lottery”, “lotto” and “scratch card” alone: scratch cards and gambling advertising were banned there in 2014–15.",
				},
			},
			{
				ID: "data-registration", Level: Warn,
				When: func(f Facts) bool { return !f.Organiser.DataRegistered },
				Says: Text{
					FR: "Data Protection Act 2017\u00a0: qui traite des données s’inscrit auprès du commissaire, pour trois ans. Notez le numéro dans les réglages de la marque.",
					EN: "Data Protection Act 2017: whoever processes data registers with the Commissioner, for three years. Note the number in the brand’s settings.",
				},
			},
		},
		Sources: []Source{
			{At: "gra.govmu.org/gra/?page_id=1313", Read: designRead, Checked: true, Says: Text{
				FR: "GRA Act 2007, partie XVII\u00a0: la GRA approuve le règlement, les lots lui sont communiqués.", EN: "GRA Act 2007, Part XVII: the GRA approves the rules; prize details are delivered to it.",
			}},
			{At: "ascenciamalls.com; myfamilygrocer.mu", Read: designRead, Checked: true, Says: Text{
				FR: "Conditions publiées\u00a0: 18\u00a0ans, résidents, numéro NIC, ticket de caisse d’au moins 1\u00a0000\u00a0Rs, tirages avec Lottotech.", EN: "Published terms: 18 and over, residents, NIC number, a receipt of at least Rs\u00a01,000, draws with Lottotech.",
			}},
			{At: "islandcrisis", Read: designRead, Checked: false, Says: Text{
				FR: "Cartes à gratter et publicité des jeux interdites en 2014-2015.", EN: "Scratch cards and gambling advertising banned in 2014–15.",
			}},
			{At: "dlapiperdataprotection.com", Read: designRead, Checked: true, Says: Text{
				FR: "Data Protection Act 2017\u00a0: inscription, renouvellement tous les trois ans, amende jusqu’à 200\u00a0000\u00a0Rs.", EN: "Data Protection Act 2017: registration, renewed every three years, fine up to Rs\u00a0200,000.",
			}},
			{At: "—", Read: designRead, Checked: false, Says: Text{
				FR: "Tirages gratuits et seuils\u00a0: aucun texte trouvé.", EN: "Free draws and thresholds: no text found.",
			}},
		},
	}
}

func ivoryCoast() Profile {
	return Profile{
		Code: CI, Name: Text{FR: "Côte d’Ivoire", EN: "Côte d’Ivoire"}, Majority: 18,
		Summary: Text{
			FR: "Les loteries publicitaires ou promotionnelles demandent l’autorisation de l’Autorité de régulation des jeux de hasard.",
			EN: "Promotional lotteries need the authorisation of the Autorité de régulation des jeux de hasard.",
		},
		Authority: Text{FR: "Autorité de régulation des jeux de hasard (ARJH)", EN: "Autorité de régulation des jeux de hasard (ARJH)"},
		Tongue:    Text{FR: "la loi ivoirienne", EN: "the law of Côte d’Ivoire"},
		Retention: usual,
		Rules: []Rule{{
			ID: "permit", Level: Block, When: needsPermit,
			Says: Text{
				FR: "Un tirage promotionnel demande l’autorisation de l’ARJH. Indiquez son numéro et sa date, ou préférez un concours sans hasard\u00a0: vote, jury, réponse.",
				EN: "A promotional draw needs the authorisation of the ARJH. State its number and date, or prefer a contest without chance: a vote, a jury, an answer.",
			},
		}},
		Sources: []Source{
			{At: "ivoirecanalinfo.net; koaci.com", Read: designRead, Checked: true, Says: Text{
				FR: "Loi du 27 mai 2020 et décret du 6 décembre 2023.", EN: "Law of 27 May 2020 and decree of 6 December 2023.",
			}},
		},
	}
}

func senegal() Profile {
	return Profile{
		Code: SN, Name: Text{FR: "Sénégal", EN: "Senegal"}, Majority: 18,
		Summary: Text{
			FR: "La LONASE a l’exclusivité des loteries, des jeux de hasard et des pronostics. Un traitement de données se déclare à la CDP avant de commencer.",
			EN: "LONASE has the exclusive right to lotteries, games of chance and predictions. Data processing is declared to the CDP before it begins.",
		},
		Authority: Text{FR: "Loterie nationale sénégalaise (LONASE)", EN: "Loterie nationale sénégalaise (LONASE)"},
		Tongue:    Text{FR: "la loi sénégalaise", EN: "the law of Senegal"},
		Retention: usual,
		Rules: []Rule{
			{
				ID: "permit", Level: Block, When: needsPermit,
				Says: Text{
					FR: "Un tirage au sort touche à l’exclusivité de la LONASE. Indiquez son accord, ou préférez un concours sans hasard\u00a0: vote, jury, réponse.",
					EN: "A random draw touches the exclusive right of LONASE. State its agreement, or prefer a contest without chance: a vote, a jury, an answer.",
				},
			},
			{
				ID: "data-registration", Level: Warn,
				When: func(f Facts) bool { return !f.Organiser.DataRegistered },
				Says: Text{
					FR: "Déclarez le traitement à la Commission de protection des données personnelles (CDP) et notez le numéro dans les réglages de la marque.",
					EN: "Declare the processing to the personal data commission (CDP) and note the number in the brand’s settings.",
				},
			},
			{
				ID: "wording", Level: Warn,
				When: func(f Facts) bool { return f.says("loterie", "lottery", "pronostic", "pronostics", "loto", "lotto") },
				Says: Text{
					FR: "Évitez «\u00a0loterie\u00a0» et «\u00a0pronostic\u00a0», qui désignent ce que la LONASE se réserve.",
					EN: "Leave “lottery” and “pronostic” alone: they name what LONASE has to itself.",
				},
			},
		},
		Sources: []Source{
			{At: "jo.gouv.sn, décret 2018-489", Read: designRead, Checked: true, Says: Text{
				FR: "Exclusivité de la LONASE.", EN: "The exclusive right of LONASE.",
			}},
			{At: "enqueteplus.com", Read: designRead, Checked: true, Says: Text{
				FR: "La CDP a suspendu un programme jusqu’à ce que l’accord et la durée de conservation soient réglés\u00a0: deux ans pour des achats.", EN: "The CDP suspended a programme until consent and retention were settled: two years for purchases.",
			}},
		},
	}
}
