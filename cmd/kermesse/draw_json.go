package main

import (
	"encoding/json"

	"kermesse/contests/draw"
)

// privateFile is private.json: what opens the entries of a draw from a list. With it
// anybody knows who is in the list; without it the winners cannot be named.
type privateFile struct {
	ServerSeed draw.Hash      `json:"server_seed"`
	TestKey    draw.Hash      `json:"test_key"`
	People     []privateEntry `json:"people"`
}

type privateEntry struct {
	Line    int       `json:"line"`
	Author  string    `json:"author"`
	Alias   string    `json:"alias"`
	EntryID string    `json:"entry_id"`
	Secret  draw.Hash `json:"secret"`
}

func (d *listDraw) encodePrivate() ([]byte, error) {
	file := privateFile{ServerSeed: d.seed, TestKey: d.testKey, People: make([]privateEntry, len(d.people))}
	for i, p := range d.people {
		file.People[i] = privateEntry{Line: p.Row, Author: p.Identity, Alias: p.Alias, EntryID: p.Entry.Hex(), Secret: draw.Hash(p.Secret)}
	}
	return json.MarshalIndent(file, "", " ")
}

func (d *listDraw) decodePrivate(data []byte) error {
	var file privateFile
	if err := json.Unmarshal(data, &file); err != nil {
		return err
	}
	d.seed, d.testKey = file.ServerSeed, file.TestKey
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
