package main

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
)

// library is what frontend/vendor/VENDOR.json says of code that others wrote: where it comes from, its licence, and the
// SHA-256 of each file that was taken.
type library struct {
	Name    string            `json:"name"`
	Version string            `json:"version"`
	Licence string            `json:"licence"`
	Source  string            `json:"source"`
	SHA256  string            `json:"sha256"` // of the package as its registry hands it out
	Files   map[string]string `json:"files"`  // under node_modules/<name>/
}

// checkVendor fails on the first vendored file that is missing, changed or not listed.
func checkVendor(folder string) error {
	root := os.DirFS(folder)
	text, err := fs.ReadFile(root, "VENDOR.json")
	if err != nil {
		return err
	}
	var libraries []library
	if err := json.Unmarshal(text, &libraries); err != nil {
		return fmt.Errorf("VENDOR.json: %w", err)
	}
	listed := map[string]bool{"VENDOR.json": true}
	for _, l := range libraries {
		for name, want := range l.Files {
			path := "node_modules/" + l.Name + "/" + name
			listed[path] = true
			body, err := fs.ReadFile(root, path)
			if err != nil {
				return err
			}
			if sum := sha256.Sum256(body); hex.EncodeToString(sum[:]) != want {
				return fmt.Errorf("vendor/%s is not the file of %s %s", path, l.Name, l.Version)
			}
		}
	}
	return fs.WalkDir(root, ".", func(path string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() && !listed[path] {
			return fmt.Errorf("vendor/%s is not listed in VENDOR.json", path)
		}
		return err
	})
}
