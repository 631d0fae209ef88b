package main

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"

	"kermesse/contests/beacon"
	"kermesse/contests/draw"
	"kermesse/contests/draw/proof"
	"kermesse/internal/text"
)

// The files of a draw from a list, beside those of its proof.
const (
	privateName = "private.json"
	proofName   = "proof.zip"
	winnersName = "winners.csv"
)

// save writes what was frozen. Nothing is ever written over: a folder holds one draw.
func (d *listDraw) save() error {
	if err := os.Mkdir(d.folder, 0o750); err != nil {
		return err
	}
	written := []struct {
		name  string
		write func(io.Writer) error
	}{
		{proof.RulesFile, bytesOf(d.rulesText)},
		{proof.EntriesFile, func(w io.Writer) error {
			_, err := d.list.WriteTo(w)
			return err
		}},
		{privateName, d.writePrivate},
		{proof.CloseFile, bytesOf(d.closeText)},
	}
	for _, file := range written {
		if err := d.create(file.name, file.write); err != nil {
			return err
		}
	}
	return nil
}

func bytesOf(data []byte) func(io.Writer) error {
	return func(w io.Writer) error {
		_, err := w.Write(data)
		return err
	}
}

// create writes a new file that only its owner reads.
func (d *listDraw) create(name string, write func(io.Writer) error) error {
	file, err := os.OpenFile(filepath.Join(d.folder, name), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	return errors.Join(write(file), file.Sync(), file.Close())
}

// loadDraw takes a frozen draw up again. That its files still fit together is checked
// where the result is computed and once more where the proof is verified.
func loadDraw(folder string) (*listDraw, error) {
	d := &listDraw{folder: folder}
	if _, err := os.Stat(filepath.Join(folder, proofName)); err == nil {
		return nil, fmt.Errorf("this draw was held: see %s", filepath.Join(folder, proofName))
	}
	var failed error
	read := func(name string) []byte {
		data, err := os.ReadFile(filepath.Join(folder, name))
		failed = errors.Join(failed, err)
		return data
	}
	d.rulesText, d.closeText = read(proof.RulesFile), read(proof.CloseFile)
	list, private := read(proof.EntriesFile), read(privateName)
	if failed != nil {
		return nil, failed
	}
	var err error
	if d.rules, err = draw.ParseRules(d.rulesText); err != nil {
		return nil, err
	}
	if d.close, err = draw.ParseClose(d.closeText); err != nil {
		return nil, err
	}
	if d.list, err = draw.ReadList(bytes.NewReader(list), len(list)/67); err != nil {
		return nil, err
	}
	return d, d.decodePrivate(private)
}

// writeProof computes the result and writes the proof and, for the organiser alone, the
// names of those who took a slot.
func (d *listDraw) writeProof() error {
	result, slots, err := draw.Decide(d.close, d.list, d.randomness, d.extra)
	if err != nil {
		return err
	}
	content := proof.Content{Rules: d.rulesText, Close: d.closeText, List: d.list}
	if content.Result, err = result.Encode(); err != nil {
		return err
	}
	if d.round != nil {
		if content.Beacon, err = beacon.EncodeRound(d.chain, *d.round); err != nil {
			return err
		}
	} else {
		content.ServerSeed = &d.seed
	}
	behind := d.byIndex(slots)
	for _, s := range slots {
		if p, ok := behind[s.Index]; ok {
			content.Disclosures = append(content.Disclosures, proof.Disclosed{
				Place: proof.Place{Prize: s.Prize, Slot: s.Slot}, Commitment: d.list.At(s.Index).Commitment, Disclosure: p.Disclose(),
			})
		}
	}
	winners, err := d.winners(slots, behind)
	if err != nil {
		return err
	}
	return errors.Join(d.create(winnersName, bytesOf(winners)), d.create(proofName, content.WriteZip))
}

// byIndex finds the people behind the picked entries.
func (d *listDraw) byIndex(slots []draw.Slot) map[int]person {
	picked := map[int]bool{}
	for _, s := range slots {
		picked[s.Index] = true
	}
	behind := map[int]person{}
	for _, p := range d.people {
		if index, found := d.list.Find(p.Commitment()); found && picked[index] {
			behind[index] = p
		}
	}
	return behind
}

func (d *listDraw) winners(slots []draw.Slot, behind map[int]person) ([]byte, error) {
	var file bytes.Buffer
	file.WriteString("\ufeff") // spreadsheets need it
	out := csv.NewWriter(&file)
	_ = out.Write([]string{"prize", "slot", "kind", "author", "line"}) // kept by the writer, see Error
	for _, s := range slots {
		kind := "winner"
		if s.Alternate {
			kind = "alternate"
		}
		row := []string{text.Cell(d.rules.Prizes[s.Prize].Name), strconv.Itoa(s.Slot + 1), kind, "", ""}
		if p, ok := behind[s.Index]; ok {
			row[3], row[4] = text.Cell(p.Identity), strconv.Itoa(p.Row)
		}
		_ = out.Write(row)
	}
	out.Flush()
	return file.Bytes(), out.Error()
}
