package witness

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"kermesse/internal/c2sp"
)

// statuses are what c2sp.org/tlog-witness answers for each reason.
var statuses = []struct {
	reason error
	status int
}{
	{ErrUnknownLog, http.StatusNotFound},
	{ErrSignature, http.StatusForbidden},
	{ErrOldSize, http.StatusBadRequest},
	{ErrFork, http.StatusUnprocessableEntity},
	{ErrHistory, http.StatusUnprocessableEntity},
	{c2sp.ErrFormat, http.StatusBadRequest},
}

// Handler answers c2sp.org/tlog-witness: add-checkpoint and the retrieval of the last
// cosigned checkpoint. report is told of each request to cosign and how it ended; nil is
// nobody.
func (w *Witness) Handler(report func(origin string, err error)) http.Handler {
	if report == nil {
		report = func(string, error) {}
	}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /add-checkpoint", func(res http.ResponseWriter, req *http.Request) { w.addCheckpoint(res, req, report) })
	mux.HandleFunc("GET /{origin}/checkpoint", w.lastCheckpoint)
	mux.HandleFunc("GET /{$}", w.introduce)
	return mux
}

func (w *Witness) addCheckpoint(res http.ResponseWriter, req *http.Request, report func(string, error)) {
	body, err := io.ReadAll(http.MaxBytesReader(res, req.Body, c2sp.MaxSubmissionBytes))
	if err != nil {
		http.Error(res, "the request is too long or was cut", http.StatusBadRequest)
		return
	}
	submission, err := c2sp.ParseSubmission(body)
	var line string
	if err == nil {
		line, err = w.Cosign(submission)
	}
	report(c2sp.OriginOf(submission.Checkpoint), err)
	if err != nil {
		refuse(res, err)
		return
	}
	plain(res)
	_, _ = io.WriteString(res, line)
}

// refuse answers with the status of a reason. Any other error is ours, and its text stays
// here.
func refuse(res http.ResponseWriter, err error) {
	var stale *StaleError
	if errors.As(err, &stale) {
		res.Header().Set("Content-Type", "text/x.tlog.size")
		res.WriteHeader(http.StatusConflict)
		_, _ = fmt.Fprintf(res, "%d\n", stale.Size)
		return
	}
	for _, s := range statuses {
		if errors.Is(err, s.reason) {
			http.Error(res, err.Error(), s.status)
			return
		}
	}
	http.Error(res, "the witness failed", http.StatusInternalServerError)
}

func (w *Witness) lastCheckpoint(res http.ResponseWriter, req *http.Request) {
	for origin := range w.logs {
		if fmt.Sprintf("%x", sha256.Sum256([]byte(origin))) != req.PathValue("origin") {
			continue
		}
		if note := w.Checkpoint(origin); note != nil {
			plain(res)
			_, _ = res.Write(note)
			return
		}
	}
	http.NotFound(res, req)
}

// introduce tells a person what this is.
func (w *Witness) introduce(res http.ResponseWriter, _ *http.Request) {
	plain(res)
	_, _ = fmt.Fprintf(res, "A witness of transparency logs (c2sp.org/tlog-witness).\n\nkey: %s\nlogs: %s\n",
		w.VerifierKey(), strings.Join(w.Origins(), " "))
}

func plain(res http.ResponseWriter) {
	res.Header().Set("Content-Type", "text/plain; charset=utf-8")
	res.Header().Set("X-Content-Type-Options", "nosniff")
}
