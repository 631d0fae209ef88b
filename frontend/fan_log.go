package frontend

import "time"

// LogPage is "/log/": the public log for a person. Its files are for programs.
type LogPage struct {
	Frame
	Origin        string // the log's name
	Root          string // fingerprint of all records together
	Keys          []LogKey
	Witnesses     []LogWitness
	Records       []LogRecord // latest first
	Pager         Pager
	VerifyCommand string
	WitnessLine   string // with which somebody else runs a witness of this log
}

// LogPath is the address of LogPage.
const LogPath = "/log"

// Template names the page's template.
func (LogPage) Template() string { return "fan/log" }

func (LogPage) sheet() string { return "draw.css" }

// Key is the one that signs now.
func (p LogPage) Key() string {
	if len(p.Keys) == 0 {
		return ""
	}
	return p.Keys[len(p.Keys)-1].Key
}

// Former are the keys that signed before, oldest first.
func (p LogPage) Former() []LogKey { return p.Keys[:max(0, len(p.Keys)-1)] }

// LogKey is a key of the log.
type LogKey struct {
	Key   string
	First int64 // records that the log had when it began to sign
}

// LogWitness is somebody else who watches the log.
type LogWitness struct {
	Name string
	Key  string
	Size int64 // records that the log had when it last cosigned; 0: it has not yet
	At   time.Time
}

// LogRecord is one record.
type LogRecord struct {
	Index  int64
	Kind   LogKind
	Detail string // what the record is about: the id of a draw, the first line of another kind
	At     time.Time
}

// LogKind is what a record tells; the words are in the texts under "log.kind.<value>".
type LogKind string

// Kinds of records. LogOther is one that this page has no words for.
const (
	LogPublish    LogKind = "publish"
	LogAmend      LogKind = "amend"
	LogEntries    LogKind = "entries"
	LogExclude    LogKind = "exclude"
	LogClose      LogKind = "close"
	LogResult     LogKind = "result"
	LogDisqualify LogKind = "disqualify"
	LogReinstate  LogKind = "reinstate"
	LogAccept     LogKind = "accept"
	LogCancel     LogKind = "cancel"
	LogRestart    LogKind = "restart"
	LogFallback   LogKind = "fallback"
	LogAudit      LogKind = "audit"
	LogRotate     LogKind = "rotate"
	LogOther      LogKind = "unknown"

	LogPollPublish   LogKind = "poll_publish"
	LogPollUnpublish LogKind = "poll_unpublish"
	LogPollCancel    LogKind = "poll_cancel"
	LogPollClose     LogKind = "poll_close"
	LogPollReopen    LogKind = "poll_reopen"
	LogPollVoid      LogKind = "poll_void"
	LogPollNotice    LogKind = "poll_notice"
)

// LogKinds are all of them.
var LogKinds = []LogKind{
	LogPublish, LogAmend, LogEntries, LogExclude, LogClose, LogResult, LogDisqualify, LogReinstate, LogAccept, LogCancel,
	LogRestart, LogFallback, LogAudit, LogRotate, LogOther,
	LogPollPublish, LogPollUnpublish, LogPollCancel, LogPollClose, LogPollReopen, LogPollVoid, LogPollNotice,
}
