package polls

import (
	"slices"

	"kermesse/polls/tally"
)

// Template is a poll to begin with: a question, settings that suit it, and options to put
// one's own in place of.
type Template struct {
	Key   string // flavour, scent, packaging, destination, topic
	Terms Terms
}

// Templates lists the polls to begin with, in both languages. They lack what only the brand
// knows: address, times, time zone.
func Templates() []Template { return slices.Clone(templates) }

// FindTemplate returns the template of that key, or false.
func FindTemplate(key string) (Template, bool) {
	i := slices.IndexFunc(templates, func(t Template) bool { return t.Key == key })
	if i < 0 {
		return Template{}, false
	}
	return templates[i], true
}

var templates = []Template{
	{"flavour", start(tally.IRV, "Quel parfum pour l’été\u00a0?", "Which flavour for summer?",
		"Le parfum choisi sera en boutique. Classez vos préférés, du premier au dernier.",
		"The flavour you choose will be in the shops. Rank your favourites, first to last.",
		option("mangue-piment", "Mangue piment", "Mango chilli", "Douce, puis ça pique", "Sweet, then it bites"),
		option("citron-basilic", "Citron basilic", "Lemon basil", "Vif et frais", "Sharp and fresh"),
		option("caramel", "Caramel au beurre salé", "Salted butter caramel", "Le classique", "The classic"),
		option("coco", "Coco torréfiée", "Toasted coconut", "Ronde et grillée", "Round and toasted"))},
	{"scent", withNone(start(tally.Approval, "Quelle senteur pour notre prochain savon\u00a0?", "Which scent for our next soap?",
		"Cochez toutes celles que vous achèteriez.", "Tick all those you would buy.",
		option("ylang", "Ylang-ylang", "Ylang-ylang", "Fleurie et solaire", "Floral and sunny"),
		option("vetiver", "Vétiver", "Vetiver", "Boisée et sèche", "Woody and dry"),
		option("verveine", "Verveine citron", "Lemon verbena", "Fraîche", "Fresh"),
		option("vanille", "Vanille bourbon", "Bourbon vanilla", "Chaude et ronde", "Warm and round")))},
	{"packaging", start(tally.Score, "Quel emballage préférez-vous\u00a0?", "Which packaging do you prefer?",
		"Donnez une note à chacun, de 0 à 5.", "Give each a score, from 0 to 5.",
		option("bocal", "Bocal consigné", "Returnable jar", "Se rapporte en boutique", "Goes back to the shop"),
		option("carton", "Pot en carton", "Cardboard tub", "Se composte", "Can be composted"),
		option("metal", "Boîte en métal", "Metal box", "Se garde", "To keep"))},
	{"destination", start(tally.Schulze, "Où va notre prochain voyage\u00a0?", "Where does our next trip go?",
		"Classez les destinations\u00a0: elles sont comparées deux à deux.", "Rank the destinations: they are compared in pairs.",
		option("rodrigues", "Rodrigues", "Rodrigues", "Lagon et randonnées", "Lagoon and walks"),
		option("saint-louis", "Saint-Louis du Sénégal", "Saint-Louis, Senegal", "Musique et fleuve", "Music and the river"),
		option("cilaos", "Cilaos", "Cilaos", "Cirque et sources chaudes", "Mountains and hot springs"))},
	{"topic", writeIns(start(tally.Plurality, "De quoi parlons-nous la prochaine fois\u00a0?", "What shall we talk about next?",
		"Choisissez un sujet, ou écrivez le vôtre.", "Choose a topic, or write your own.",
		option("coulisses", "Les coulisses de l’atelier", "Behind the scenes", "", ""),
		option("recettes", "Vos recettes", "Your recipes", "", ""),
		option("producteurs", "Ceux qui cultivent pour nous", "Those who grow for us", "", "")))},
}

func start(method tally.Method, titleFR, titleEN, introFR, introEN string, options ...Option) Terms {
	return Terms{
		Title: Text{FR: titleFR, EN: titleEN}, Intro: Text{FR: introFR, EN: introEN}, Method: method, Options: options,
		Seats: 1, Access: AccessCookie, Visibility: AfterVote, Changes: true, Shuffle: true, Tie: TieByLot,
	}
}

func option(id tally.OptionID, labelFR, labelEN, noteFR, noteEN string) Option {
	return Option{ID: id, Label: Text{FR: labelFR, EN: labelEN}, Note: Text{FR: noteFR, EN: noteEN}}
}

// NoneOfThese is the option that a winner has to beat, as templates and the editor add it.
var NoneOfThese = Option{ID: "aucun", Label: Text{FR: "Aucun de ceux-là", EN: "None of these"}}

func withNone(t Terms) Terms {
	t.Options, t.NoneOption = append(t.Options, NoneOfThese), NoneOfThese.ID
	return t
}

func writeIns(t Terms) Terms {
	t.WriteIns = true
	return t
}
