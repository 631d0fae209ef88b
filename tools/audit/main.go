// Command audit lists the licences of all modules that Kermesse is built of, from the texts that
// come with them:
//
//	go -C tools/audit run . [-check] PACKAGE…
//
// It writes docs/licences.md, or with -check says whether that is what it would write. A module
// without a licence that it knows, or with one that asks more of us than to pass its text on,
// fails in any case: somebody has to decide.
package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

const (
	root = "../.."
	list = "docs/licences.md"
)

func main() {
	check := flag.Bool("check", false, "compare, and write nothing")
	flag.Parse()
	if err := run(*check, flag.Args()); err != nil {
		fmt.Fprintln(os.Stderr, "licences:", err)
		os.Exit(1)
	}
}

func run(check bool, packages []string) error {
	modules, err := modulesOf(packages)
	if err != nil {
		return err
	}
	var unclear []error
	for i := range modules {
		if modules[i].licence, err = licenceOf(modules[i].Dir); err != nil {
			unclear = append(unclear, fmt.Errorf("%s: %w", modules[i].Path, err))
		}
	}
	if err := errors.Join(unclear...); err != nil {
		return err
	}
	made := table(modules)
	path := filepath.Join(root, list)
	if !check {
		return os.WriteFile(path, made, 0o644)
	}
	kept, err := os.ReadFile(path)
	if err == nil && !bytes.Equal(kept, made) {
		fmt.Fprintf(os.Stderr, "*** %s is not up to date: run make licences\n", list)
	}
	return err
}

// module is one that the program is linked with.
type module struct {
	Path, Version, Dir string
	Main               bool
	licence            string
}

// modulesOf lists the modules of all packages that these are made of, on every system that we
// build for.
func modulesOf(packages []string) ([]module, error) {
	cmd := exec.Command("go", append([]string{"list", "-deps", "-json=Module"}, packages...)...)
	cmd.Dir, cmd.Stderr = root, os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("go list: %w", err)
	}
	found := map[string]module{}
	for d := json.NewDecoder(bytes.NewReader(out)); ; {
		var p struct{ Module *module }
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return nil, err
		}
		if p.Module != nil && !p.Module.Main {
			found[p.Module.Path] = *p.Module
		}
	}
	var modules []module
	for _, m := range found {
		modules = append(modules, m)
	}
	slices.SortFunc(modules, func(a, b module) int { return strings.Compare(a.Path, b.Path) })
	return modules, nil
}

var (
	errNone    = errors.New("no licence was found")
	errUnknown = errors.New("the licence is not known here")
)

// licenceOf reads the licences in a module's folder; several are all named.
func licenceOf(dir string) (string, error) {
	files, err := os.ReadDir(dir)
	if err != nil {
		return "", err
	}
	var names []string
	for _, f := range files {
		upper := strings.ToUpper(f.Name())
		if strings.HasSuffix(upper, "-LOGO") { // of the project's picture, which nothing is built of
			continue
		}
		if f.IsDir() || !strings.HasPrefix(upper, "LICEN") && !strings.HasPrefix(upper, "COPYING") && !strings.HasPrefix(upper, "UNLICENSE") {
			continue
		}
		text, err := os.ReadFile(filepath.Join(dir, f.Name()))
		if err != nil {
			return "", err
		}
		name := nameOf(string(text))
		if name == "" {
			return "", fmt.Errorf("%s: %w", f.Name(), errUnknown)
		}
		names = append(names, name)
	}
	if len(names) == 0 {
		return "", errNone
	}
	slices.Sort(names)
	return strings.Join(slices.Compact(names), ", "), nil
}

// phrases are words by which a licence is known, in the order in which they are looked for. All
// of these ask no more than that their text goes along, or, MPL-2.0, that changes of its files
// are published.
var phrases = []struct{ name, words string }{
	{"Apache-2.0", "apache license version 2.0"},
	{"MPL-2.0", "mozilla public license version 2.0"},
	{"BSD-3-Clause", "neither the name"},
	{"BSD-2-Clause", "redistributions in binary form must reproduce"},
	{"ISC", "permission to use, copy, modify, and/or distribute this software for any purpose with or without fee"},
	{"ISC", "permission to use, copy, modify, and distribute this software for any purpose with or without fee"},
	{"MIT", "permission is hereby granted, free of charge, to any person obtaining a copy"},
	{"Unlicense", "this is free and unencumbered software released into the public domain"},
	{"CC0-1.0", "cc0 1.0 universal"},
	{"public domain", "has been dedicated to the public domain"},
	{"OFL-1.1", "sil open font license version 1.1"},
}

// nameOf is the SPDX name of a licence by its text; empty for one that is not known.
func nameOf(text string) string {
	text = strings.NewReplacer(",", "").Replace(strings.ToLower(strings.Join(strings.Fields(text), " ")))
	for _, p := range phrases {
		if strings.Contains(text, strings.ReplaceAll(p.words, ",", "")) {
			return p.name
		}
	}
	return ""
}

func table(modules []module) []byte {
	var b bytes.Buffer
	b.WriteString(`# Licences

What Kermesse is built of, and under which licence it is: written by ` + "`make licences`" + ` from the texts that come with each
module, and compared by ` + "`make audit-deps`" + `. A licence that is not known there, or none, fails.

| module | version | licence |
|---|---|---|
`)
	for _, m := range modules {
		fmt.Fprintf(&b, "| %s | %s | %s |\n", m.Path, m.Version, m.licence)
	}
	return b.Bytes()
}
