package main

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"

	"kermesse/contests/draw/proof"
	"kermesse/contests/instant"
)

type verifyInstantCmd struct {
	Proof string `arg:"" help:"Proof of instant wins: a zip, a folder, or the address of a zip."`
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
	promise, report, err := instant.Verify(files[instant.RulesFile], files[instant.ScheduleFile], files[instant.PlaysFile], files[instant.RevealFile])
	if err != nil {
		say := proof.Text{FR: "preuve non valable\u00a0: %w", EN: "not a valid proof: %w"}
		return &exitError{exitFailed, fmt.Errorf(c.in(say), err)}
	}
	return c.print(rc.Stdout, promise, report)
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
		if err != nil {
			return nil, err
		}
		text, err := io.ReadAll(io.LimitReader(file, maxInstantFile+1))
		if err == nil && len(text) > maxInstantFile {
			err = fmt.Errorf("%s is too large", name)
		}
		if _ = file.Close(); err != nil {
			return nil, err
		}
		files[name] = text
	}
	return files, nil
}

func (c *verifyInstantCmd) open(rc *runContext) (fs.FS, error) {
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

func (c *verifyInstantCmd) print(w io.Writer, promise instant.Promise, report instant.Report) error {
	say := proof.Text{
		FR: "Preuve valable. Les %d parties ont eu ce que les moments scellés leur donnaient.\nEmpreinte scellée\u00a0: %s\n",
		EN: "The proof is valid. All %d plays got what the sealed moments gave them.\nSealed hash: %s\n",
	}
	if _, err := fmt.Fprintf(w, c.in(say), report.Plays, promise.Seal); err != nil {
		return err
	}
	line := proof.Text{FR: "%s\u00a0: %d gagnés sur %d\n", EN: "%s: %d won of %d\n"}
	for j, name := range promise.Names {
		if _, err := fmt.Fprintf(w, c.in(line), printable(name), report.Won[j], promise.Units[j]); err != nil {
			return err
		}
	}
	limits := proof.Text{
		FR: "Ceci prouve que rien n’a été changé après coup, pas que personne n’a pu lire les moments sur le serveur.\n",
		EN: "This proves that nothing was changed afterwards, not that nobody could read the moments on the server.\n",
	}
	_, err := io.WriteString(w, c.in(limits))
	return err
}
