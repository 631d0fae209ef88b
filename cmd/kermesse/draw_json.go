package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"

	"kermesse/contests/draw"
)

// privateFile is private.json: what opens the entries of a draw from a list. With it
// anybody knows who is in the list; without it the winners cannot be named.
type privateFile struct {
	ServerSeed draw.Hash      `json:"server_seed"`
	TestKey    draw.Hash      `json:"test_key"`
	ListSalt   draw.Hash      `json:"list_salt"`
	People     []privateEntry `json:"people"`
}

type privateEntry struct {
	Line    int       `json:"line"`
	Author  string    `json:"author"`
	Alias   string    `json:"alias"`
	EntryID string    `json:"entry_id"`
	Secret  draw.Hash `json:"secret"`
}

// writePrivate writes private.json one person a line: a long list does not fit the memory
// twice.
func (d *listDraw) writePrivate(w io.Writer) error {
	out := bufio.NewWriter(w)
	head, err := json.Marshal(privateFile{ServerSeed: d.seed, TestKey: d.testKey, ListSalt: draw.Hash(d.salt), People: []privateEntry{}})
	if err != nil {
		return err
	}
	_, _ = out.Write(bytes.TrimSuffix(head, []byte("]}"))) // the first error is kept, see Flush
	for i, p := range d.people {
		line, err := json.Marshal(privateEntry{Line: p.Row, Author: p.Identity, Alias: p.Alias, EntryID: p.Entry.Hex(), Secret: draw.Hash(p.Secret)})
		if err != nil {
			return err
		}
		if i > 0 {
			_ = out.WriteByte(',')
		}
		_ = out.WriteByte('\n')
		_, _ = out.Write(line)
	}
	_, _ = out.WriteString("\n]}\n")
	return out.Flush()
}

func (d *listDraw) decodePrivate(data []byte) error {
	var file privateFile
	if err := json.Unmarshal(data, &file); err != nil {
		return err
	}
	d.seed, d.testKey, d.salt = file.ServerSeed, file.TestKey, draw.Secret(file.ListSalt)
	for _, p := range file.People {
		id, err := draw.ParseHexID(p.EntryID)
		if err != nil {
			return err
		}
		d.people = append(d.people, person{Row: p.Line, Opening: draw.Opening{
			Draw: d.rules.Draw, Entry: id, Secret: draw.Secret(p.Secret), Alias: p.Alias, Identity: p.Author,
		}})
	}
	return nil
}
