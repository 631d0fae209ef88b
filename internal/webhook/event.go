package webhook

import (
	"time"

	"kermesse/internal/account"
	"kermesse/internal/fan"
	"kermesse/internal/fault"
)

// Type is what kind of thing happened: "points.earned". Types stay, and what is told of
// one is only ever added to.
type Type string

// Event is one thing that happened.
type Event struct {
	Brand account.BrandID
	Type  Type
	At    time.Time
	Fan   fan.ID // whom it is about, whose address may be added; empty: nobody
	Data  any    // one of the shapes of Kinds, as its Type says
}

// Kind describes a type of events.
type Kind struct {
	Type  Type
	About fault.Text // when it is told
	Data  any        // an empty one, for its shape
}

// The types.
const (
	PointsEarned      Type = "points.earned"
	PointsAvailable   Type = "points.available"
	PointsRedeemed    Type = "points.redeemed"
	PointsExpired     Type = "points.expired"
	PointsAdjusted    Type = "points.adjusted"
	PointsReversed    Type = "points.reversed"
	PointsTransferred Type = "points.transferred"
	TierReached       Type = "tier.reached"
	TierLost          Type = "tier.lost"
	VoucherIssued     Type = "voucher.issued"
	VoucherRedeemed   Type = "voucher.redeemed"
	MemberErased      Type = "member.erased"

	EntryConfirmed Type = "entry.confirmed"
	ContestClosed  Type = "contest.closed"
	ContestDrawn   Type = "contest.drawn"
	WinnerPromoted Type = "winner.promoted"
	WinnerAccepted Type = "winner.accepted"
	WinnerDeclined Type = "winner.declined"
	WinnerExpired  Type = "winner.expired"
	PrizeReceived  Type = "prize.received"

	PhotoSubmitted Type = "photo.submitted"
	PhotoPublished Type = "photo.published"
	PhotoRefused   Type = "photo.refused"

	PollClosed      Type = "poll.closed"
	ResultPublished Type = "result.published"

	Test Type = "webhook.test"
)

var kinds = []Kind{
	{PointsEarned, fault.Text{FR: "Un membre a gagné des points, utilisables ou en attente.", EN: "A member earned points, spendable or pending."}, Points{}},
	{PointsAvailable, fault.Text{FR: "Des points en attente sont devenus utilisables.", EN: "Pending points became spendable."}, Points{}},
	{PointsRedeemed, fault.Text{FR: "Un membre a utilisé des points.", EN: "A member used points."}, Points{}},
	{PointsExpired, fault.Text{FR: "Des points sont arrivés à échéance.", EN: "Points expired."}, Points{}},
	{PointsAdjusted, fault.Text{FR: "L’équipe a donné ou repris des points, ou une importation en a apporté.", EN: "Staff gave or took points, or an import brought some."}, Points{}},
	{PointsReversed, fault.Text{FR: "Une opération a été annulée, en tout ou en partie.", EN: "An operation was reversed, wholly or in part."}, Points{}},
	{PointsTransferred, fault.Text{FR: "Un membre a offert des points à un autre.", EN: "A member gave points to another."}, Points{}},
	{TierReached, fault.Text{FR: "Un membre est monté de palier.", EN: "A member rose to a tier."}, Tier{}},
	{TierLost, fault.Text{FR: "Un membre est descendu de palier.", EN: "A member fell to a lower tier."}, Tier{}},
	{VoucherIssued, fault.Text{FR: "Une récompense a été prise\u00a0: un bon est à utiliser.", EN: "A reward was taken: a voucher is to be used."}, Voucher{}},
	{VoucherRedeemed, fault.Text{FR: "Un bon a été utilisé.", EN: "A voucher was used."}, Voucher{}},
	{MemberErased, fault.Text{FR: "Un membre a été effacé\u00a0: oubliez-le aussi.", EN: "A member was erased: forget them too."}, Member{}},
	{EntryConfirmed, fault.Text{FR: "Une participation compte.", EN: "An entry counts."}, Entry{}},
	{ContestClosed, fault.Text{FR: "Un jeu-concours est clos.", EN: "A contest has closed."}, Contest{}},
	{ContestDrawn, fault.Text{FR: "Le tirage a eu lieu.", EN: "The draw was held."}, Draw{}},
	{WinnerPromoted, fault.Text{FR: "Un suppléant a pris la place d’un gagnant.", EN: "An alternate took a winner’s place."}, Winner{}},
	{WinnerAccepted, fault.Text{FR: "Un gagnant a accepté son lot.", EN: "A winner accepted their prize."}, Winner{}},
	{WinnerDeclined, fault.Text{FR: "Un gagnant a refusé son lot.", EN: "A winner declined their prize."}, Winner{}},
	{WinnerExpired, fault.Text{FR: "Un gagnant n’a pas répondu à temps.", EN: "A winner did not answer in time."}, Winner{}},
	{PrizeReceived, fault.Text{FR: "Un gagnant a reçu son lot.", EN: "A winner has received their prize."}, Winner{}},
	{PhotoSubmitted, fault.Text{FR: "Une photo attend d’être regardée.", EN: "A photo waits to be looked at."}, Photo{}},
	{PhotoPublished, fault.Text{FR: "Une photo est publiée.", EN: "A photo was published."}, Photo{}},
	{PhotoRefused, fault.Text{FR: "Une photo est refusée, ou retirée de la galerie.", EN: "A photo was refused, or taken out of the gallery."}, Photo{}},
	{PollClosed, fault.Text{FR: "Un vote est clos et compté.", EN: "A vote has closed and is counted."}, Poll{}},
	{ResultPublished, fault.Text{FR: "Le résultat d’un vote est public.", EN: "The result of a vote is public."}, Result{}},
	{Test, fault.Text{FR: "Un essai, demandé par l’équipe.", EN: "A test, asked for by staff."}, Trial{}},
}

// Kinds lists every type of events, in the order of reading.
func Kinds() []Kind { return kinds }

func (t Type) known() bool {
	for _, k := range kinds {
		if k.Type == t {
			return true
		}
	}
	return false
}
