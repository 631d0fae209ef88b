package proof

import (
	"slices"

	"kermesse/internal/c2sp"
)

// checkSeal proves the close record and, where witnesses are known, that they saw the
// list before the round was due. A close record that came too late seals nothing: there
// the entries event that it copies must have been seen in time.
func (v *verification) checkSeal(l *logView) error {
	_, signed, err := l.prove("log/close", v.text)
	if err != nil {
		return err
	}
	if v.copied != nil {
		if signed, err = v.checkCopySeal(l, signed); err != nil {
			return err
		}
	}
	inTime, late := v.byTime(signed.Cosignatures)
	for _, c := range inTime {
		v.report.Sealed = append(v.report.Sealed, Seal{Witness: c.Witness, At: c.At})
	}
	return v.checkWitnesses(l, inTime, late)
}

// checkCopySeal returns the checkpoint that seals the copied entries event. A close record
// that was itself seen in time did not come too late, and has no count to copy.
func (v *verification) checkCopySeal(l *logView, signed c2sp.SignedCheckpoint) (c2sp.SignedCheckpoint, error) {
	if inTime, _ := v.byTime(signed.Cosignatures); len(inTime) > 0 && !v.due.IsZero() {
		return signed, refuse(CheckLog, say(
			"Le gel n’est pas venu trop tard\u00a0: le témoin %s l’a vu le %s.",
			"The closing did not come too late: the witness %s saw it at %s.", inTime[0].Witness, clock(inTime[0].At)))
	}
	if l.roots != nil && !l.bundle.has(v.copied.file+proofEnding) {
		return c2sp.SignedCheckpoint{}, nil
	}
	_, signed, err := l.prove(v.copied.file, v.copied.text)
	return signed, err
}

// byTime tells the cosignatures from before the round from later ones. Sources without a
// round have no such time.
func (v *verification) byTime(all []c2sp.Cosignature) (inTime, late []c2sp.Cosignature) {
	for _, c := range all {
		if v.due.IsZero() || c.At.Before(v.due) {
			inTime = append(inTime, c)
		} else {
			late = append(late, c)
		}
	}
	return inTime, late
}

// checkWitnesses: as many witnesses as the rules ask for saw the list in time, and of
// those whose keys the verifier brought, all – or one, where the rules ask for a number.
func (v *verification) checkWitnesses(l *logView, inTime, late []c2sp.Cosignature) error {
	if v.rules.Need > 0 && count(inTime, v.witnesses) < v.rules.Need {
		return v.unsealed(late, say(
			"Le règlement demande %d témoins avant le tour, et %d ont vu la liste.",
			"The rules ask for %d witnesses before the round, and %d have seen the list.", v.rules.Need, count(inTime, v.witnesses)))
	}
	given := v.opts.Witnesses
	if len(given) == 0 {
		v.noteLateWitnesses(inTime, late)
		return nil
	}
	need := len(given)
	if v.rules.Need > 0 {
		need = 1
	}
	if count(inTime, given) < need {
		i := slices.IndexFunc(given, func(w c2sp.Witness) bool { return count(inTime, []c2sp.Witness{w}) == 0 })
		return v.unsealed(late, say(
			"Le témoin %s n’a pas cosigné le gel.", "The witness %s has not cosigned the close record.", given[i].Name()))
	}
	l.witnessed = true
	return nil
}

// unsealed says that a witness came too late, where one did, or else the reason given.
func (v *verification) unsealed(late []c2sp.Cosignature, reason Text) error {
	if len(late) > 0 {
		reason = say(
			"Le témoin %s n’a vu la liste scellée que le %s\u00a0; le tour existait depuis le %s.",
			"The witness %s saw the sealed list only at %s; the round existed since %s.",
			late[0].Witness, clock(late[0].At), clock(v.due))
	}
	return refuse(CheckLog, reason)
}

func (v *verification) noteLateWitnesses(inTime, late []c2sp.Cosignature) {
	if len(inTime) == 0 && len(late) > 0 {
		v.report.note(say(
			"Le témoin %s n’a vu la liste que le %s, après l’heure du tour\u00a0: il n’atteste rien.",
			"The witness %s saw the list only at %s, after the time of the round: it attests to nothing.",
			late[0].Witness, clock(late[0].At)))
	}
}

// count tells how many of the witnesses have cosigned.
func count(cosigned []c2sp.Cosignature, witnesses []c2sp.Witness) (n int) {
	for _, w := range witnesses {
		if slices.ContainsFunc(cosigned, func(c c2sp.Cosignature) bool { return c.Witness == w.Name() }) {
			n++
		}
	}
	return n
}
