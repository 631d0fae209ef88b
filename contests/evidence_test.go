package contests_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"kermesse/contests"
	"kermesse/contests/draw/proof"
	"kermesse/internal/c2sp"
	"kermesse/internal/db"
)

// verified writes the proof of a contest and has it verified.
func (h *house) verified(t testing.TB, slug string) (*proof.Report, []byte) {
	t.Helper()
	var out bytes.Buffer
	must(t, h.WriteProof(t.Context(), slug, &out))
	b, err := proof.OpenZip(bytes.NewReader(out.Bytes()), int64(out.Len()))
	must(t, err)
	report, err := proof.Verify(b, proof.Options{})
	must(t, err)
	return report, out.Bytes()
}

func TestProofIsValid(t *testing.T) {
	for source, label := range map[contests.SourceKind]proof.Label{
		contests.SourceTest: proof.Test, contests.SourceOperator: proof.C,
	} {
		t.Run(string(source), func(t *testing.T) {
			h := newHouse(t)
			f := form("proof")
			f.Source = source
			d := h.drawn(t, f, 12)
			must(t, h.Disqualify(t.Context(), h.manager(), "proof", contests.Place{Prize: 1, Slot: 0}, contests.ReasonNoAnswer))
			report, zip := h.verified(t, "proof")
			if report.Label != label || d.Contest.Label() != label || report.Entries != 12 || len(report.Aliases) != 6 {
				t.Errorf("%+v", report)
			}
			now, err := h.FindDraw(t.Context(), "proof")
			must(t, err)
			for _, award := range report.Awards {
				for _, slot := range award.Slots {
					if s := slotAt(now, slot.Prize, slot.Slot); !s.Holds() {
						t.Errorf("the proof awards %d.%d, the page says %s", slot.Prize, slot.Slot, s.State)
					}
				}
			}
			if _, again := h.verified(t, "proof"); !bytes.Equal(zip, again) {
				t.Error("the same proof twice differs")
			}
		})
	}
}

func slotAt(d contests.Draw, prize, slot int) contests.Slot {
	for _, s := range d.Slots {
		if s.Prize == prize && s.Slot == slot {
			return s
		}
	}
	return contests.Slot{}
}

func TestProofHoldsNobodysData(t *testing.T) {
	h := newHouse(t)
	h.drawn(t, form("private"), 8)
	var out bytes.Buffer
	must(t, h.WriteProof(t.Context(), "private", &out))
	b := unzip(t, out.Bytes())
	for name, content := range b {
		for _, secret := range []string{"exemple.sn", "Sharma", "fan0"} {
			if strings.Contains(content, secret) {
				t.Errorf("%s holds %q", name, secret)
			}
		}
	}
	if !strings.Contains(b["disclosures.json"], "Priya S.") {
		t.Error("the published names are not disclosed")
	}
}

func TestProofOutlivesThePersonItNamed(t *testing.T) {
	h := newHouse(t)
	d := h.drawn(t, form("forget"), 6)
	e, err := h.FindEntry(t.Context(), h.manager(), "forget", d.Slots[0].Entry)
	must(t, err)
	before, _ := h.verified(t, "forget")
	h.erase(t, e.Fan)
	after, _ := h.verified(t, "forget")
	place := proof.Place{Prize: 0, Slot: 0}
	if before.Aliases[place] == "" || after.Aliases[place] != "" || len(after.Aliases) != len(before.Aliases)-1 {
		t.Errorf("names before %v, after %v", before.Aliases, after.Aliases)
	}
	if before.Result.Seed != after.Result.Seed {
		t.Error("the result has changed")
	}
}

func TestProofOfAnEmptyContestAndOfImportedComments(t *testing.T) {
	h := newHouse(t)
	h.drawn(t, form("empty"), 0)
	if report, _ := h.verified(t, "empty"); report.Entries != 0 {
		t.Errorf("%+v", report)
	}
	h.clock.Set(noon)
	c := h.comments(t, "psy")
	_, err := h.load(t, "psy", strings.NewReader(psy(t)), perComment, excluding("CLASS=1"))
	must(t, err)
	h.runJobs(t, c.ClosesAt)
	h.runJobs(t, c.DrawAt)
	report, _ := h.verified(t, "psy")
	if report.Entries != 175 || len(report.Awards[0].Slots) != 3 || len(report.Aliases) != 6 {
		t.Errorf("%+v", report)
	}
}

func TestProofIsNotThereBeforeTheDraw(t *testing.T) {
	h := newHouse(t)
	h.open(t, form("soon"))
	wantFault(t, h.WriteProof(t.Context(), "soon", &bytes.Buffer{}), contests.ErrNotDrawn)
	_, err := h.Create(t.Context(), h.manager(), form("draft"))
	must(t, err)
	wantFault(t, h.WriteProof(t.Context(), "draft", &bytes.Buffer{}), contests.ErrNotFound)
}

func TestEntryIsCheckedByItsNumber(t *testing.T) {
	h := newHouse(t)
	c := h.open(t, form("check"))
	in := h.enter(t, "check", "me@exemple.sn")
	h.enterMany(t, "check", 7)
	open, err := h.CheckEntry(t.Context(), "check", strings.ToLower(in.Entry.Number))
	must(t, err)
	if open.Sealed || open.Commitment != in.Entry.Commitment {
		t.Errorf("%+v", open)
	}
	h.runJobs(t, c.ClosesAt)
	h.runJobs(t, c.DrawAt)
	d, err := h.FindDraw(t.Context(), "check")
	must(t, err)
	check, err := h.CheckEntry(t.Context(), "check", in.Entry.Number)
	must(t, err)
	must(t, check.Proof.Check(d.Seal.Root))
	drawn := 0
	for _, s := range d.Slots {
		if s.Commitment == in.Entry.Commitment {
			drawn++
		}
	}
	if check.Proof.Entry.Commitment != in.Entry.Commitment || check.Proof.Size != 8 || len(check.Slots) != drawn {
		t.Errorf("%+v", check)
	}
	for _, number := range []string{"", "0000-0000-00", "x' OR 1=1 --"} {
		_, err := h.CheckEntry(t.Context(), "check", number)
		wantFault(t, err, contests.ErrEntryNotFound)
	}
}

func unzip(t testing.TB, data []byte) map[string]string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	must(t, err)
	files := map[string]string{}
	for _, f := range z.File {
		in, err := f.Open()
		must(t, err)
		content, err := io.ReadAll(in)
		must(t, err)
		files[f.Name] = string(content)
	}
	return files
}

// TestProofAcrossKeys: the log changes its key while a draw is under way, once before the
// list is sealed and once after the draw; in a log that a bundle holds whole, and in one
// of which it holds the draw's own records.
func TestProofAcrossKeys(t *testing.T) {
	for _, others := range []int{0, 400} {
		h := newHouse(t)
		first := h.log.VerifierKey()
		c := h.open(t, form("cles"))
		h.enterMany(t, "cles", 5)
		rotate := func() {
			t.Helper()
			_, err := h.log.Rotate(t.Context())
			must(t, err)
		}
		rotate()
		h.runJobs(t, c.ClosesAt)
		must(t, h.db.InTx(t.Context(), func(tx *db.DB) error {
			for i := range others {
				if _, err := h.log.Append(t.Context(), tx, fmt.Appendf(nil, "kermesse/other/%d\n", i)); err != nil {
					return err
				}
			}
			return nil
		}))
		h.runJobs(t, c.DrawAt)
		middle := h.log.VerifierKey()
		rotate()
		must(t, h.Disqualify(t.Context(), h.manager(), "cles", contests.Place{}, contests.ReasonNoAnswer))
		_, packed := h.verified(t, "cles")
		for _, vkey := range []string{first, middle, h.log.VerifierKey()} {
			key, err := c2sp.ParseLogKey(vkey)
			must(t, err)
			b, err := proof.OpenZip(bytes.NewReader(packed), int64(len(packed)))
			must(t, err)
			report, err := proof.Verify(b, proof.Options{Log: &key})
			must(t, err)
			if len(report.Disqualified) != 1 || len(report.Notes) != 0 {
				t.Errorf("%d others, %s: disqualified %+v, notes %+v", others, vkey, report.Disqualified, report.Notes)
			}
		}
		h.verifiedElsewhere(t, packed, first)
	}
}

// verifiedElsewhere asks the two other verifiers.
func (h *house) verifiedElsewhere(t *testing.T, packed []byte, key string) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "proof.zip")
	must(t, os.WriteFile(file, packed, 0o600))
	const program = `
		require(process.argv[1]);
		const bytes = require("node:fs").readFileSync(process.argv[2]);
		const pinned = { log: kermesse.readKey(process.argv[3], kermesse.LOG), witnesses: [] };
		kermesse.openZip(new Blob([bytes])).then((b) => kermesse.verify(b, { pinned })).catch((e) => { console.error(e); process.exit(1); });`
	script, err := filepath.Abs("draw/proof/verify.js")
	must(t, err)
	for _, args := range [][]string{
		{"node", "-e", program, script, file, key}, {"python3", "-B", "draw/proof/verify.py", "--log-key", key, file},
	} {
		if _, err := exec.LookPath(args[0]); err != nil && os.Getenv("CI") != "true" {
			t.Logf("%s is not here", args[0])
			continue
		}
		if out, err := exec.Command(args[0], args[1:]...).CombinedOutput(); err != nil {
			t.Errorf("%s: %v\n%s", args[0], err, out)
		}
	}
}
