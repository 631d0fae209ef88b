package keydates

import "time"

// Days from Easter Sunday.
const (
	shroveTuesday = -47
	goodFriday    = -2
	easterMonday  = 1
	ascension     = 39
	pentecost     = 49
	whitMonday    = 50
)

// Laws and lists that several entries rest on.
var (
	custom    = Text{"usage", "custom"}
	gregorian = Text{"calculé depuis le dimanche de Pâques du calendrier grégorien", "computed from Easter Sunday of the Gregorian calendar"}
	publicOf  = Text{
		"jours fériés\u00a0: FR Code du travail L3133-1\u00a0; BE arrêté royal du 18 avril 1974\u00a0; MU Public Holidays Act\u00a0; CI décret 96-205\u00a0; SN loi 74-52\u00a0; US 5 U.S.C. § 6103",
		"public holidays: FR Code du travail L3133-1; BE arrêté royal du 18 avril 1974; MU Public Holidays Act; CI décret 96-205; SN loi 74-52; US 5 U.S.C. § 6103",
	}
	ummAlQura = Text{
		"calendrier d’Umm al-Qura, d’après les listes du projet holidays (github.com/vacanza/holidays, lues en 2026-11)",
		"Umm al-Qura calendar, by the lists of the holidays project (github.com/vacanza/holidays, read 2026-11)",
	}
	nextDay = Text{
		"le lendemain du calendrier d’Umm al-Qura, selon l’usage à Maurice\u00a0; listes du projet holidays (lues en 2026-11)",
		"the day after the Umm al-Qura calendar, by custom of Mauritius; lists of the holidays project (read 2026-11)",
	}
	hinduList = Text{
		"listes du projet holidays (github.com/vacanza/holidays, lues en 2026-11), d’après les avis annuels du gouvernement de Maurice",
		"lists of the holidays project (github.com/vacanza/holidays, read 2026-11), after the yearly notices of the Government of Mauritius",
	}
	chineseList = Text{"calendrier luni-solaire chinois, d’après les listes du projet holidays (lues en 2026-11)", "Chinese lunisolar calendar, by the lists of the holidays project (read 2026-11)"}
	sales       = law("Code de commerce, D310-15-2; arrêté du 27 mai 2019")
)

// law is a source that is quoted as it is called, in both languages.
func law(name string) Text { return Text{name, name} }

var (
	everywhere    = Countries()
	francophone   = []Country{France, Belgium, Mauritius, IvoryCoast, Senegal}
	latinWest     = []Country{France, Belgium, IvoryCoast, Senegal}
	franceBelgium = []Country{France, Belgium}
	westAfrica    = []Country{IvoryCoast, Senegal}
)

func at(countries ...Country) []Country { return countries }

// table is every day that is known, in the order of the year.
var table = []entry{
	{"new_year", Text{"Jour de l’an", "New Year’s Day"}, publicOf, []rule{{where: everywhere, holiday: everywhere, when: fixed(time.January, 1)}}},
	{"epiphany", Text{"Épiphanie, galette des rois", "Epiphany"}, custom, []rule{{where: franceBelgium, when: fixed(time.January, 6)}}},
	{"winter_sales", Text{"Début des soldes d’hiver", "Winter sales begin"}, sales, []rule{
		{where: at(France), when: winterSales},
		{where: at(Belgium), when: fixed(time.January, 3), source: law("Code de droit économique, VI.25")},
	}},
	{"cavadee", Text{"Thaipoosam Cavadee", "Thaipoosam Cavadee"}, hinduList, []rule{{
		where: at(Mauritius), holiday: at(Mauritius), tentative: true,
		when: listed(on(time.February, 1), on(time.January, 22), on(time.February, 9), on(time.January, 29), on(time.January, 18)),
	}}},
	{"slavery_abolition", Text{"Abolition de l’esclavage", "Abolition of Slavery"}, publicOf, []rule{
		{where: at(Mauritius), holiday: at(Mauritius), when: fixed(time.February, 1)},
	}},
	{"candlemas", Text{"Chandeleur", "Candlemas"}, custom, []rule{{where: franceBelgium, when: fixed(time.February, 2)}}},
	{"lunar_new_year", Text{"Fête du Printemps, nouvel an chinois", "Chinese Spring Festival"}, chineseList, []rule{{
		where: everywhere, holiday: at(Mauritius), tentative: true,
		when: listed(on(time.February, 17), on(time.February, 6), on(time.January, 26), on(time.February, 13), on(time.February, 3)),
	}}},
	{"valentine", Text{"Saint-Valentin", "Valentine’s Day"}, custom, []rule{{where: everywhere, when: fixed(time.February, 14)}}},
	{"maha_shivaratri", Text{"Maha Shivaratri", "Maha Shivaratree"}, hinduList, []rule{{
		where: at(Mauritius), holiday: at(Mauritius), tentative: true,
		when: listed(on(time.February, 15), on(time.March, 6), on(time.February, 23), on(time.February, 11), on(time.March, 2)),
	}}},
	{"shrove_tuesday", Text{"Mardi gras", "Shrove Tuesday"}, gregorian, []rule{{where: latinWest, when: easter(shroveTuesday)}}},
	{"ramadan", Text{"Début du ramadan", "Ramadan begins"}, ummAlQura, []rule{{
		where: everywhere, tentative: true,
		when: listed(on(time.February, 18), on(time.February, 8), on(time.January, 28), on(time.January, 16), []md{{time.January, 5}, {time.December, 26}}),
	}}},
	{"grandmothers_day", Text{"Fête des grands-mères", "Grandmothers’ Day"}, custom, []rule{{where: at(France), when: weekday(1, time.Sunday, time.March)}}},
	{"womens_day", Text{"Journée internationale des droits des femmes", "International Women’s Day"}, Text{"Nations unies", "United Nations"}, []rule{
		{where: everywhere, when: fixed(time.March, 8)},
	}},
	{"national_mu", Text{"Fête nationale de Maurice", "National Day of Mauritius"}, publicOf, []rule{
		{where: at(Mauritius), holiday: at(Mauritius), when: fixed(time.March, 12)},
	}},
	{"ougadi", Text{"Ougadi", "Ougadi"}, hinduList, []rule{{
		where: at(Mauritius), holiday: at(Mauritius), tentative: true,
		when: listed(on(time.March, 19), on(time.April, 7), on(time.March, 27), on(time.April, 14), on(time.April, 3)),
	}}},
	{"eid_al_fitr", Text{"Aïd el-Fitr (Korité)", "Eid al-Fitr"}, ummAlQura, []rule{
		{
			where: at(France, Belgium, IvoryCoast, Senegal, UnitedStates), holiday: westAfrica, tentative: true,
			when: listed(on(time.March, 20), on(time.March, 9), on(time.February, 26), on(time.February, 14), on(time.February, 4)),
		},
		{
			where: at(Mauritius), holiday: at(Mauritius), tentative: true, source: nextDay,
			when: listed(on(time.March, 21), on(time.March, 10), on(time.February, 27), on(time.February, 15), on(time.February, 5)),
		},
	}},
	{"april_fools", Text{"Poisson d’avril", "April Fools’ Day"}, custom, []rule{{where: everywhere, when: fixed(time.April, 1)}}},
	{"national_sn", Text{"Fête de l’indépendance du Sénégal", "Independence Day of Senegal"}, publicOf, []rule{
		{where: at(Senegal), holiday: at(Senegal), when: fixed(time.April, 4)},
	}},
	{"good_friday", Text{"Vendredi saint", "Good Friday"}, gregorian, []rule{{where: everywhere, when: easter(goodFriday)}}},
	{"easter", Text{"Pâques", "Easter Sunday"}, gregorian, []rule{{where: everywhere, when: easter(0)}}},
	{"easter_monday", Text{"Lundi de Pâques", "Easter Monday"}, gregorian, []rule{{where: latinWest, holiday: latinWest, when: easter(easterMonday)}}},
	{"labour_day", Text{"Fête du Travail", "Labour Day"}, publicOf, []rule{
		{where: francophone, holiday: francophone, when: fixed(time.May, 1)},
		{where: at(UnitedStates), holiday: at(UnitedStates), when: weekday(1, time.Monday, time.September)},
	}},
	{"victory_day", Text{"Victoire de 1945", "Victory in Europe Day"}, publicOf, []rule{{where: at(France), holiday: at(France), when: fixed(time.May, 8)}}},
	{"ascension", Text{"Ascension", "Ascension Day"}, gregorian, []rule{{where: latinWest, holiday: latinWest, when: easter(ascension)}}},
	{"pentecost", Text{"Pentecôte", "Whit Sunday"}, gregorian, []rule{{where: latinWest, when: easter(pentecost)}}},
	{"whit_monday", Text{"Lundi de Pentecôte", "Whit Monday"}, gregorian, []rule{{where: latinWest, holiday: latinWest, when: easter(whitMonday)}}},
	{"mothers_day", Text{"Fête des Mères", "Mother’s Day"}, custom, []rule{
		{where: at(France, IvoryCoast, Senegal), when: mothersOfFrance, source: law("Code de l’action sociale et des familles, D215-1")},
		{where: at(Belgium, UnitedStates), when: weekday(2, time.Sunday, time.May)},
		{where: at(Mauritius), when: weekday(-1, time.Sunday, time.May)},
	}},
	{"eid_al_adha", Text{"Aïd el-Adha (Tabaski)", "Eid al-Adha"}, ummAlQura, []rule{
		{
			where: at(France, Belgium, IvoryCoast, Senegal, UnitedStates), holiday: westAfrica, tentative: true,
			when: listed(on(time.May, 27), on(time.May, 16), on(time.May, 5), on(time.April, 24), on(time.April, 13)),
		},
		{
			where: at(Mauritius), tentative: true, source: nextDay,
			when: listed(on(time.May, 28), on(time.May, 17), on(time.May, 6), on(time.April, 25), on(time.April, 14)),
		},
	}},
	{"fathers_day", Text{"Fête des Pères", "Father’s Day"}, custom, []rule{
		{where: at(France, Mauritius, IvoryCoast, Senegal, UnitedStates), when: weekday(3, time.Sunday, time.June)},
		{where: at(Belgium), when: weekday(2, time.Sunday, time.June)},
	}},
	{"music_day", Text{"Fête de la musique", "World Music Day"}, custom, []rule{{where: francophone, when: fixed(time.June, 21)}}},
	{"summer_sales", Text{"Début des soldes d’été", "Summer sales begin"}, sales, []rule{
		{where: at(France), when: summerSales},
		{where: at(Belgium), when: fixed(time.July, 1), source: law("Code de droit économique, VI.25")},
	}},
	{"national_us", Text{"Fête nationale des États-Unis", "Independence Day"}, publicOf, []rule{
		{where: at(UnitedStates), holiday: at(UnitedStates), when: fixed(time.July, 4)},
	}},
	{"national_fr", Text{"Fête nationale française", "Bastille Day"}, publicOf, []rule{{where: at(France), holiday: at(France), when: fixed(time.July, 14)}}},
	{"national_be", Text{"Fête nationale belge", "Belgian National Day"}, publicOf, []rule{{where: at(Belgium), holiday: at(Belgium), when: fixed(time.July, 21)}}},
	{"magal", Text{"Grand Magal de Touba", "Grand Magal of Touba"}, ummAlQura, []rule{{
		where: at(Senegal), holiday: at(Senegal), tentative: true,
		when: listed(on(time.August, 1), on(time.July, 22), on(time.July, 11), on(time.June, 30), on(time.June, 19)),
	}}},
	{"national_ci", Text{"Fête nationale de Côte d’Ivoire", "National Day of Côte d’Ivoire"}, publicOf, []rule{
		{where: at(IvoryCoast), holiday: at(IvoryCoast), when: fixed(time.August, 7)},
	}},
	{"assumption", Text{"Assomption", "Assumption Day"}, publicOf, []rule{
		{where: latinWest, holiday: latinWest, when: fixed(time.August, 15)},
		{where: at(Mauritius), holiday: at(Mauritius), when: even(fixed(time.August, 15)), source: Text{"Public Holidays (Amendment) Act 2015\u00a0: années paires", "Public Holidays (Amendment) Act 2015: even years"}},
	}},
	{"mawlid", Text{"Mouloud (Gamou)", "Mawlid"}, ummAlQura, []rule{{
		where: westAfrica, holiday: westAfrica, tentative: true,
		when: listed(on(time.August, 25), on(time.August, 14), on(time.August, 3), on(time.July, 24), on(time.July, 13)),
	}}},
	{"ganesh", Text{"Ganesh Chaturthi", "Ganesh Chaturthi"}, hinduList, []rule{{
		where: at(Mauritius), holiday: at(Mauritius), tentative: true,
		when: listed(on(time.September, 15), on(time.September, 5), on(time.August, 24), on(time.September, 12), on(time.September, 2)),
	}}},
	{"halloween", Text{"Halloween", "Halloween"}, custom, []rule{{where: everywhere, when: fixed(time.October, 31)}}},
	{"movember", Text{"Movember commence", "Movember begins"}, law("Movember Foundation"), []rule{{where: everywhere, when: fixed(time.November, 1)}}},
	{"all_saints", Text{"Toussaint", "All Saints’ Day"}, publicOf, []rule{
		{where: latinWest, holiday: latinWest, when: fixed(time.November, 1)},
		{where: at(Mauritius), holiday: at(Mauritius), when: odd(fixed(time.November, 1)), source: Text{"Public Holidays (Amendment) Act 2015\u00a0: années impaires", "Public Holidays (Amendment) Act 2015: odd years"}},
	}},
	{"indentured_arrival", Text{"Arrivée des travailleurs engagés", "Arrival of Indentured Labourers"}, publicOf, []rule{
		{where: at(Mauritius), holiday: at(Mauritius), when: fixed(time.November, 2)},
	}},
	{"divali", Text{"Divali", "Divali"}, hinduList, []rule{{
		where: at(Mauritius), holiday: at(Mauritius), tentative: true,
		when: listed(on(time.November, 8), on(time.October, 29), on(time.October, 17), on(time.November, 5), on(time.October, 26)),
	}}},
	{"armistice", Text{"Armistice de 1918", "Armistice Day"}, publicOf, []rule{{where: franceBelgium, holiday: franceBelgium, when: fixed(time.November, 11)}}},
	{"peace_day", Text{"Journée nationale de la paix", "National Peace Day"}, publicOf, []rule{
		{where: at(IvoryCoast), holiday: at(IvoryCoast), when: fixed(time.November, 15)},
	}},
	{"thanksgiving", Text{"Thanksgiving", "Thanksgiving"}, publicOf, []rule{
		{where: at(UnitedStates), holiday: at(UnitedStates), when: weekday(4, time.Thursday, time.November)},
	}},
	{"black_friday", Text{"Black Friday", "Black Friday"}, custom, []rule{{where: everywhere, when: after(1, weekday(4, time.Thursday, time.November))}}},
	{"cyber_monday", Text{"Cyber Monday", "Cyber Monday"}, custom, []rule{{where: everywhere, when: after(4, weekday(4, time.Thursday, time.November))}}},
	{"saint_nicholas", Text{"Saint-Nicolas", "Saint Nicholas"}, custom, []rule{{where: franceBelgium, when: fixed(time.December, 6)}}},
	{"christmas", Text{"Noël", "Christmas Day"}, publicOf, []rule{{where: everywhere, holiday: everywhere, when: fixed(time.December, 25)}}},
	{"new_years_eve", Text{"Saint-Sylvestre", "New Year’s Eve"}, custom, []rule{{where: everywhere, when: fixed(time.December, 31)}}},
}
