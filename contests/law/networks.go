package law

// Network is a social network on which a contest is announced.
type Network string

// The networks whose terms ask something of contests.
const (
	Facebook  Network = "facebook"
	Instagram Network = "instagram"
	TikTok    Network = "tiktok"
	YouTube   Network = "youtube"
	X         Network = "x"
	LinkedIn  Network = "linkedin"
	WhatsApp  Network = "whatsapp"
)

// Networks returns the networks in the order in which they are offered.
func Networks() []Network {
	return []Network{Facebook, Instagram, TikTok, YouTube, X, LinkedIn, WhatsApp}
}

// Name is how a network calls itself.
func (n Network) Name() string {
	return map[Network]string{
		Facebook: "Facebook", Instagram: "Instagram", TikTok: "TikTok", YouTube: "YouTube", X: "X", LinkedIn: "LinkedIn", WhatsApp: "WhatsApp",
	}[n]
}

// Asks is what a network's terms ask of contests, where the study behind this package
// found something; empty else. Source: laiko.fr/?p=16215; Gleam's FAQ for Instagram.
func (n Network) Asks() Text {
	switch n {
	case Facebook:
		return Text{
			FR: "Ni partage sur le journal personnel ni identification d’amis comme condition pour participer.",
			EN: "Neither sharing on a personal timeline nor tagging friends may be a condition of entering.",
		}
	case Instagram:
		return Text{
			FR: "Pas d’identification inexacte, et rien en échange d’un abonnement.",
			EN: "No inaccurate tagging, and nothing in return for a follow.",
		}
	case TikTok:
		return Text{
			FR: "Seule l’organisation écrit aux gagnants.",
			EN: "Only the organiser contacts the winners.",
		}
	}
	return Text{}
}
