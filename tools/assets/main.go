// Command assets builds frontend/dist from frontend/src and frontend/vendor: style sheets and scripts bundled and
// minified, other files as they are, every name with a hash of its content, a manifest that says which name a source
// got, and beside each file the same compressed, where that saves something. It also builds the verifier that goes into the proof of every draw, which is opened from a disk.
//
// Run it from its own folder or from the root of the repository:
//
//	go run .            writes frontend/dist and contests/draw/proof/verify.{js,html}
//	go run . -check     compares instead: exit 1 if they are not what src gives
//
// Both refuse a vendored file that is not the one of frontend/vendor/VENDOR.json. The same sources give the same bytes
// everywhere, so what is built is committed and needs no tool but Go.
package main

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
	brrr "github.com/molecule-man/go-brrr"
)

func main() {
	check := flag.Bool("check", false, "compare dist with what src gives, write nothing")
	flag.Parse()
	if err := run(*check); err != nil {
		fmt.Fprintln(os.Stderr, "assets:", err)
		os.Exit(1)
	}
}

// bundle is an entry point and the browsers it must run on.
type bundle struct {
	source  string // under frontend/src
	name    string // in the manifest
	engines []api.Engine
	limitKB float64 // gzip, from the page budgets
}

var (
	fanEngines = []api.Engine{
		{Name: api.EngineChrome, Version: "84"}, {Name: api.EngineSafari, Version: "14"}, {Name: api.EngineFirefox, Version: "78"},
	}
	staffEngines = []api.Engine{
		{Name: api.EngineChrome, Version: "84"}, {Name: api.EngineSafari, Version: "15"}, {Name: api.EngineFirefox, Version: "78"},
	}
	// Tools that a fan reaches for need more of a browser than pages do: they unpack zips.
	toolEngines = staffEngines
	bundles     = []bundle{
		{"site.css", "site.css", fanEngines, 6},
		{"draw.css", "draw.css", fanEngines, 2},
		{"results.css", "results.css", fanEngines, 1},
		{"screen.css", "screen.css", fanEngines, 1},
		{"ballot.css", "ballot.css", fanEngines, 2},
		{"stage.css", "stage.css", fanEngines, 3},
		{"admin.css", "admin.css", staffEngines, 12},
		{"fan.js", "fan.js", fanEngines, 4},
		{"exit.css", "exit.css", fanEngines, 1},
		{"photos.css", "photos.css", fanEngines, 1},
		{"entry.css", "entry.css", fanEngines, 1},
		{"upload.js", "upload.js", fanEngines, 2},
		{"play.js", "play.js", fanEngines, 1.5},
		{"ballot.js", "ballot.js", fanEngines, 3.5},
		{"stage.js", "stage.js", fanEngines, 5},
		{"console.js", "console.js", staffEngines, 2},
		{"editor.js", "editor.js", staffEngines, 3},
		{"preview.js", "preview.js", staffEngines, 1},
		{"lint.js", "lint.js", staffEngines, 1},
		{"queue.js", "queue.js", staffEngines, 2},
		{"counter.js", "counter.js", staffEngines, 2},
		{"work.js", "work.js", fanEngines, 2},
		{"within.js", "within.js", fanEngines, 1},
		{"embed.js", "embed.js", fanEngines, 1},
		{"member.css", "member.css", fanEngines, 1},
		{"till.css", "till.css", fanEngines, 1},
		{"till.js", "till.js", fanEngines, 5},
		{"till-worker.js", "till-worker.js", fanEngines, 1},
		{"card.js", "card.js", fanEngines, 1},
		{"decode.js", "decode.js", staffEngines, 25}, // loaded where a browser reads no codes by itself, and on use alone
		{"kiosk.css", "kiosk.css", fanEngines, 1},
		{"rehearsal.css", "rehearsal.css", fanEngines, 1},
		{"kiosk.js", "kiosk.js", fanEngines, 3},
		{"verify/verifier.js", "verify.js", toolEngines, 60},
		{"verify/checker.js", "check.js", toolEngines, 40},
	}
	// offline is the one script of verify.html. It is no module: browsers load none from a disk.
	offline = bundle{"verify/offline.js", "verify.js", toolEngines, 70}
	copies  = []string{"icon.svg", "share.png"}
)

const (
	distFolder  = "frontend/dist"
	proofFolder = "contests/draw/proof"
)

func run(check bool) error {
	root, err := repository()
	if err != nil {
		return err
	}
	if err := checkVendor(filepath.Join(root, "frontend", "vendor")); err != nil {
		return err
	}
	files, err := build(filepath.Join(root, "frontend", "src"))
	if err != nil {
		return err
	}
	if check {
		return compare(root, files)
	}
	return write(root, files)
}

// repository is the folder that holds frontend/src, here or above.
func repository() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "frontend", "src")); err == nil {
			return dir, nil
		}
		if parent := filepath.Dir(dir); parent != dir {
			dir = parent
			continue
		}
		return "", errors.New("no frontend/src here or above")
	}
}

// build gives every file by its path in the repository, the manifest included.
func build(src string) (map[string][]byte, error) {
	files, manifest := map[string][]byte{}, map[string]string{}
	add := func(source string, body []byte) {
		name := hashed(source, body)
		files[distFolder+"/"+name], manifest[source] = body, name
		for ending, small := range map[string][]byte{".gz": gzipped(body), ".br": brotlied(body)} {
			if len(small) < len(body) {
				files[distFolder+"/"+name+ending] = small
			}
		}
	}
	for _, b := range bundles {
		body, err := b.build(src, api.FormatESModule)
		if err != nil {
			return nil, err
		}
		add(b.name, body)
	}
	for _, source := range copies {
		body, err := os.ReadFile(filepath.Join(src, source))
		if err != nil {
			return nil, err
		}
		add(source, body)
	}
	listing, err := json.MarshalIndent(manifest, "", "  ")
	if err != nil {
		return nil, err
	}
	files[distFolder+"/manifest.json"] = append(listing, '\n')
	if files[proofFolder+"/verify.js"], err = offline.build(src, api.FormatIIFE); err != nil {
		return nil, err
	}
	files[proofFolder+"/verify.html"], err = os.ReadFile(filepath.Join(src, "verify", "offline.html"))
	return files, err
}

func (b bundle) build(src string, format api.Format) ([]byte, error) {
	result := api.Build(api.BuildOptions{
		EntryPoints:       []string{filepath.Join(src, b.source)},
		AbsWorkingDir:     src,
		Bundle:            true,
		MinifyWhitespace:  true,
		MinifySyntax:      true,
		MinifyIdentifiers: true,
		Format:            format,
		Engines:           b.engines,
		Charset:           api.CharsetUTF8,
		LegalComments:     api.LegalCommentsInline,
	})
	if len(result.Errors) > 0 {
		lines := api.FormatMessages(result.Errors, api.FormatMessagesOptions{Kind: api.ErrorMessage})
		return nil, errors.New(strings.Join(lines, "\n"))
	}
	body := bytes.TrimRight(result.OutputFiles[0].Contents, "\n")
	if kb := kB(gzipped(body)); kb > b.limitKB {
		return nil, fmt.Errorf("%s weighs %.1f kB compressed, limit %.1f", b.source, kb, b.limitKB)
	}
	return body, nil
}

// hashed puts the start of the content's SHA-256 into a name: site.css → site.0a1b2c3d4e.css.
func hashed(source string, body []byte) string {
	sum := sha256.Sum256(body)
	ext := filepath.Ext(source)
	return strings.TrimSuffix(source, ext) + "." + hex.EncodeToString(sum[:5]) + ext
}

func write(root string, files map[string][]byte) error {
	if err := os.RemoveAll(filepath.Join(root, distFolder)); err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Join(root, distFolder), 0o755); err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if err := os.WriteFile(filepath.Join(root, name), files[name], 0o644); err != nil {
			return err
		}
		if small, ok := files[name+".br"]; ok {
			fmt.Printf("%-40s %6.1f kB  %5.1f kB gzip  %5.1f kB brotli\n", name, kB(files[name]), kB(files[name+".gz"]), kB(small))
		}
	}
	return nil
}

// compare fails on the first file that is missing, different or left over.
func compare(root string, files map[string][]byte) error {
	entries, err := os.ReadDir(filepath.Join(root, distFolder))
	if err != nil {
		return err
	}
	for _, entry := range entries {
		if name := distFolder + "/" + entry.Name(); files[name] == nil {
			return fmt.Errorf("%s does not come from src: run go run ./tools/assets", name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		got, err := os.ReadFile(filepath.Join(root, name))
		if err != nil || !same(name, got, files[name]) {
			return fmt.Errorf("%s is not what src gives: run go run ./tools/assets", name)
		}
	}
	return nil
}

// same compares two files: those that are compressed by what they unpack to, since one
// release or one processor may pack better than another.
func same(name string, got, want []byte) bool {
	unpack := func(body []byte) ([]byte, error) { return body, nil }
	switch filepath.Ext(name) {
	case ".gz":
		unpack = gunzipped
	case ".br":
		unpack = brrr.Decompress
	}
	a, errA := unpack(got)
	b, errB := unpack(want)
	return errA == nil && errB == nil && bytes.Equal(a, b)
}

func gunzipped(body []byte) ([]byte, error) {
	zip, err := gzip.NewReader(bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(zip)
}

func gzipped(body []byte) []byte {
	var out bytes.Buffer
	zip, _ := gzip.NewWriterLevel(&out, gzip.BestCompression) // the level is valid
	_, _ = zip.Write(body)                                    // a bytes.Buffer refuses nothing
	_ = zip.Close()
	return out.Bytes()
}

func brotlied(body []byte) []byte {
	var out bytes.Buffer
	w, _ := brrr.NewWriter(&out, brrr.BestCompression) // the level is valid
	_, _ = w.Write(body)
	_ = w.Close()
	return out.Bytes()
}

func kB(body []byte) float64 { return float64(len(body)) / 1000 }
