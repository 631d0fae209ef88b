package polls

import "slices"

// Access is who may vote in a poll and what stops them from voting twice. It is stated in
// public beside the vote; no level is "one person, one vote".
type Access string

// The levels, from the most open.
const (
	AccessOpen    Access = "open"          // 0: nothing is asked; whoever forgets the cookie may vote again
	AccessCookie  Access = "cookie"        // 1: one ballot per browser
	AccessNetwork Access = "network"       // 2: and a cap per network
	AccessWork    Access = "proof_of_work" // 3: and proof of work
	AccessEmail   Access = "email"         // 4: one ballot per verified e-mail address
	AccessCode    Access = "code"          // 5: one ballot per unique code
	AccessMember  Access = "member"        // 6: one ballot per member
)

var accessLevels = []Access{
	AccessOpen, AccessCookie, AccessNetwork, AccessWork, AccessEmail, AccessCode, AccessMember,
}

// Level is the number of the level, from 0, as it is stated in public; -1 for no level.
func (a Access) Level() int {
	for level, access := range accessLevels {
		if access == a {
			return level
		}
	}
	return -1
}

// Accesses lists the levels, the most open first.
func Accesses() []Access { return slices.Clone(accessLevels) }

// countsBrowsers reports whether a browser has one ballot, by its cookie.
func (a Access) countsBrowsers() bool {
	return a == AccessCookie || a == AccessNetwork || a == AccessWork
}

// byFan reports whether a fan votes, once; else a browser does, or a code.
func (a Access) byFan() bool { return a == AccessEmail || a == AccessMember }
