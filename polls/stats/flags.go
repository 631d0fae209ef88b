package stats

// Flag is a warning to print beside a result; its text is a stable code.
type Flag string

// The flags.
const (
	SelfSelected     Flag = "self_selected"      // always: these people chose to answer; intervals show chance alone
	OneChannel       Flag = "one_channel"        // more than half of the votes came by one channel
	OneLink          Flag = "one_link"           // more than half by one link
	OneHour          Flag = "one_hour"           // more than half within one hour
	OneNetwork       Flag = "one_network"        // more than a fifth from one network
	Incentivised     Flag = "incentivised"       // votes were rewarded
	LeaderQuarantine Flag = "leader_quarantined" // counting the quarantined votes would change the leader
	FixedOrder       Flag = "fixed_order"        // options were shown to all in the same order
	BelowQuorum      Flag = "below_quorum"       // fewer ballots than the poll asked for
)

// Origin is where and how the votes of a poll came in. The maps count votes.
type Origin struct {
	Votes                               int64
	Channels, Links, Hours, Networks    map[string]int64
	Rewarded, LeaderChanged, FixedOrder bool
	Quorum                              int64
}

// Flags returns the warnings to print, SelfSelected always and first.
func Flags(o Origin) []Flag {
	flags := []Flag{SelfSelected}
	warn := func(flag Flag, is bool) {
		if is {
			flags = append(flags, flag)
		}
	}
	warn(OneChannel, largest(o.Channels)*2 > o.Votes)
	warn(OneLink, largest(o.Links)*2 > o.Votes)
	warn(OneHour, largest(o.Hours)*2 > o.Votes)
	warn(OneNetwork, largest(o.Networks)*5 > o.Votes)
	warn(Incentivised, o.Rewarded)
	warn(LeaderQuarantine, o.LeaderChanged)
	warn(FixedOrder, o.FixedOrder)
	warn(BelowQuorum, o.Votes < o.Quorum)
	return flags
}

func largest(counts map[string]int64) (most int64) {
	for _, n := range counts {
		most = max(most, n)
	}
	return most
}
