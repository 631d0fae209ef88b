package main

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	"text/tabwriter"

	"kermesse/contests/draw/proof"
	"kermesse/contests/instant"
)

type verifyInstantCmd struct {
	Proof string `arg:"" help:"Proof of instant wins: a zip, a folder, or the address of a zip, as the contest's page about its instant wins gives it."`
	Rules string `help:"SHA-256 of the rules, as their page shows it: a proof that comes with other rules is refused." placeholder:"HEX"`
	langFlag
}

const (
	maxInstantProof = 64 << 20 // bytes of a zip
	maxInstantFile  = 64 << 20 // bytes of one file in it
)

// Run plays a game again from what was published: exit 0 if everybody got what the sealed
// moments gave them, 1 if not, 2 if that could not be told.
func (c *verifyInstantCmd) Run(rc *runContext) error {
	files, err := c.read(rc)
	if err != nil {
		say := proof.Text{FR: "la preuve n’a pas pu être lue\u00a0: %w", EN: "the proof could not be read: %w"}
		return &exitError{exitUsage, fmt.Errorf(c.in(say), err)}
	}
	rules := sha256.Sum256(files[instant.RulesFile])
	if c.Rules != "" && !strings.EqualFold(strings.TrimSpace(c.Rules), hex.EncodeToString(rules[:])) {
		say := proof.Text{FR: "cette preuve vient avec un autre règlement, d’empreinte %x", EN: "this proof comes with other rules, whose hash is %x"}
		return &exitError{exitFailed, fmt.Errorf(c.in(say), rules)}
	}
	promise, report, err := instant.Verify(files[instant.RulesFile], files[instant.ScheduleFile], files[instant.PlaysFile], files[instant.RevealFile])
	if err != nil {
		say := proof.Text{FR: "preuve non valable\u00a0: %s", EN: "not a valid proof: %s"}
		return &exitError{exitFailed, fmt.Errorf(c.in(say), c.refusal(err, promise))}
	}
	return c.print(rc.Stdout, promise, report, files)
}

// refusal says in words what is wrong with a proof.
func (c *verifyInstantCmd) refusal(err error, promise instant.Promise) string {
	var wrong *instant.WrongPlay
	if errors.As(err, &wrong) {
		say := proof.Text{
			FR: "la partie %d a eu %s\u00a0; d’après ce qui était scellé elle devait avoir %s", EN: "play %d got %s; by what was sealed it was to get %s",
		}
		return fmt.Sprintf(c.in(say), wrong.No, c.moment(wrong.Got), c.moment(wrong.Owed))
	}
	for of, say := range map[error]proof.Text{
		instant.ErrNoGame:        {FR: "ce règlement ne promet pas d’instants gagnants", EN: "these rules promise no instant wins"},
		instant.ErrOtherSchedule: {FR: "les moments de schedule.txt ne sont pas ceux qui étaient scellés\u00a0: leur empreinte n’est pas celle du règlement, " + promise.Seal.String(), EN: "the moments in schedule.txt are not those that were sealed: their hash is not that of the rules, " + promise.Seal.String()},
		instant.ErrOtherGame:     {FR: "schedule.txt n’est pas de ce jeu\u00a0: lots, heures ou dates ne sont pas ceux du règlement", EN: "schedule.txt is not of this game: prizes, hours or dates are not those of the rules"},
		instant.ErrOtherEnd:      {FR: "reveal.txt n’est pas de ces parties ou de ces moments", EN: "reveal.txt is not of these plays, or not of these moments"},
	} {
		if errors.Is(err, of) {
			return c.in(say)
		}
	}
	say := proof.Text{FR: "un fichier n’a pas la forme sous laquelle il est publié (%s)", EN: "a file is not in the form in which it is published (%s)"}
	return fmt.Sprintf(c.in(say), printable(err.Error()))
}

func (c *verifyInstantCmd) moment(no int) string {
	if no == instant.Lost {
		return c.in(proof.Text{FR: "rien", EN: "nothing"})
	}
	return fmt.Sprintf(c.in(proof.Text{FR: "le lot du moment %d", EN: "the prize of moment %d"}), no)
}

// read returns the files of the proof by their names.
func (c *verifyInstantCmd) read(rc *runContext) (map[string][]byte, error) {
	opened, err := c.open(rc)
	if err != nil {
		return nil, err
	}
	files := map[string][]byte{}
	for _, name := range []string{instant.RulesFile, instant.ScheduleFile, instant.PlaysFile, instant.RevealFile} {
		file, err := opened.Open(name)
		if errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf(c.in(proof.Text{FR: "%s n’y est pas", EN: "there is no %s in it"}), name)
		}
		if err != nil {
			return nil, err
		}
		text, err := io.ReadAll(io.LimitReader(file, maxInstantFile+1))
		if err == nil && len(text) > maxInstantFile {
			err = fmt.Errorf(c.in(proof.Text{FR: "%s est trop grand", EN: "%s is too large"}), name)
		}
		if err == nil && len(text) == 0 {
			err = fmt.Errorf(c.in(proof.Text{FR: "%s est vide", EN: "%s is empty"}), name)
		}
		if _ = file.Close(); err != nil {
			return nil, err
		}
		files[name] = text
	}
	return files, nil
}

func (c *verifyInstantCmd) open(rc *runContext) (fs.FS, error) {
	opened, err := c.opened(rc)
	switch {
	case errors.Is(err, zip.ErrFormat):
		return nil, errors.New(c.in(proof.Text{
			FR: "ce n’est pas un fichier zip\u00a0; l’adresse de la preuve finit par /instant.zip", EN: "this is no zip file; the address of a proof ends in /instant.zip",
		}))
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf(c.in(proof.Text{FR: "il n’y a pas de fichier %s", EN: "there is no file %s"}), c.Proof)
	}
	return opened, err
}

func (c *verifyInstantCmd) opened(rc *runContext) (fs.FS, error) {
	if !strings.HasPrefix(c.Proof, "https://") && !strings.HasPrefix(c.Proof, "http://") {
		if info, err := os.Stat(c.Proof); err != nil || info.IsDir() {
			return os.DirFS(c.Proof), err
		}
		packed, err := os.ReadFile(c.Proof)
		if err != nil {
			return nil, err
		}
		return zip.NewReader(bytes.NewReader(packed), int64(len(packed)))
	}
	var packed bytes.Buffer
	if err := download(rc.Ctx, c.Proof, maxInstantProof, &packed); err != nil {
		return nil, err
	}
	return zip.NewReader(bytes.NewReader(packed.Bytes()), int64(packed.Len()))
}

func (c *verifyInstantCmd) print(w io.Writer, promise instant.Promise, report instant.Report, files map[string][]byte) error {
	var page bytes.Buffer
	fmt.Fprintf(&page, c.in(proof.Text{
		FR: "Preuve valable. Les %d parties ont eu ce que les moments scellés leur donnaient.\n\n", EN: "The proof is valid. All %d plays got what the sealed moments gave them.\n\n",
	}), report.Plays)
	fmt.Fprintln(&page, c.in(proof.Text{FR: "Lots gagnés", EN: "Prizes won"}))
	for j, name := range promise.Names {
		fmt.Fprintf(&page, c.in(proof.Text{FR: "  %s\u00a0: %d sur %d\n", EN: "  %s: %d of %d\n"}), printable(name), report.Won[j], promise.Units[j])
	}
	fmt.Fprintln(&page)
	table := tabwriter.NewWriter(&page, 0, 0, 2, ' ', 0)
	fmt.Fprintf(table, "%s\t%s\n", c.in(proof.Text{FR: "Moments scellés", EN: "Sealed moments"}), promise.Seal)
	fmt.Fprintf(table, "%s\t%x\n", c.in(proof.Text{FR: "Règlement", EN: "Rules"}), sha256.Sum256(files[instant.RulesFile]))
	fmt.Fprintf(table, "%s\t%x\n", c.in(proof.Text{FR: "Fin du jeu", EN: "End of the game"}), sha256.Sum256(files[instant.RevealFile]))
	_ = table.Flush() // a bytes.Buffer does not fail
	fmt.Fprint(&page, c.in(proof.Text{
		FR: `
Comparez l’empreinte du règlement avec celle de sa page ou du journal public : une preuve
faite sur un autre règlement ne prouve rien (ou donnez-la avec --rules).
Ceci prouve que rien n’a été changé après coup, pas que personne n’a pu lire les moments
sur le serveur.
`,
		EN: `
Compare the hash of the rules with the one on their page or in the public log: a proof
that was made with other rules proves nothing (or give it with --rules).
This proves that nothing was changed afterwards, not that nobody could read the moments
on the server.
`,
	}))
	_, err := page.WriteTo(w)
	return err
}
