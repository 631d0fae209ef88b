package audit

import (
	"fmt"

	"kermesse/internal/c2sp"
	"kermesse/internal/evlog/leaf"
)

// rotate follows a change of the log's key. Each one begins with the key that the one
// before it changed to, so that a key that is trusted leads to all that follow.
func (a *auditor) rotate(index int64, data []byte) error {
	r, err := leaf.ParseRotation(data)
	if err != nil {
		return Refuse("Le changement de clé %d n’est pas valable.", "The change of key in record %d is not valid.", index).because(err)
	}
	old := r.Old.String()
	switch {
	case r.Old.Name() != a.claimed.Origin, r.Size != index, r.Root != a.tree.Root():
		return Refuse("Le changement de clé %d est celui d’un autre journal.", "The change of key in record %d is that of another log.", index)
	case a.signing != "" && a.signing != old:
		return Refuse("La clé qui a changé à l’enregistrement %d n’était plus celle du journal.",
			"The key that changed in record %d was no longer that of the log.", index)
	}
	if err := a.checkSince(r.Old, index); err != nil {
		return err
	}
	if a.trusted.String() == old {
		a.trusted = r.New
	}
	a.signing = r.New.String()
	a.report.Rotations++
	return nil
}

// checkSince checks the signature on the older checkpoint once the key is known that
// signed the sizes up to last.
func (a *auditor) checkSince(key c2sp.LogKey, last int64) error {
	if a.Since == nil || a.sinceChecked || a.since.Size > last {
		return nil
	}
	if _, err := c2sp.OpenCheckpoint(a.Since, key, nil); err != nil {
		return fmt.Errorf("the older checkpoint: %w", err)
	}
	a.sinceChecked = true
	return nil
}

// checkKey: the checkpoint is signed by the key that was trusted, or by one that it leads
// to.
func (a *auditor) checkKey() error {
	if a.signing != "" && a.trusted.String() != a.signing {
		return Refuse("La clé donnée ne mène pas à celle qui signe le journal aujourd’hui.",
			"The key that was given does not lead to the one that signs the log today.")
	}
	if _, err := c2sp.OpenCheckpoint(a.report.Checkpoint, a.trusted, nil); err != nil {
		return Refuse("La signature du journal est fausse.", "The log's signature is wrong.").because(err)
	}
	a.report.Key = a.trusted
	return a.checkSince(a.trusted, a.claimed.Size)
}
