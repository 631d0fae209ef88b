package proof

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"testing/fstest"
)

// unpack writes a content and returns its files.
func unpack(t testing.TB, c Content) map[string][]byte {
	t.Helper()
	files := map[string]*bytes.Buffer{}
	err := c.Write(func(name string) (io.WriteCloser, error) {
		files[name] = &bytes.Buffer{}
		return struct {
			io.Writer
			io.Closer
		}{files[name], io.NopCloser(nil)}, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	out := map[string][]byte{}
	for name, b := range files {
		out[name] = b.Bytes()
	}
	return out
}

func TestZipAndFolderSayTheSame(t *testing.T) {
	_, c := testDraw(t, 12, nil)
	var packed, again bytes.Buffer
	if err := c.WriteZip(&packed); err != nil {
		t.Fatal(err)
	}
	if err := c.WriteZip(&again); err != nil || !bytes.Equal(packed.Bytes(), again.Bytes()) {
		t.Errorf("the same content gave two zips (%v)", err)
	}
	b, err := OpenZip(bytes.NewReader(packed.Bytes()), int64(packed.Len()))
	if err != nil {
		t.Fatal(err)
	}
	fromZip, err := Verify(b, Options{})
	if err != nil {
		t.Fatal(err)
	}
	fromFolder, err := verifyFolder(folder(t, c), Options{})
	if err != nil || !reflect.DeepEqual(fromZip, fromFolder) {
		t.Errorf("%+v\n%+v\n%v", fromZip, fromFolder, err)
	}
}

func TestContentRefusesForeignNames(t *testing.T) {
	_, c := testDraw(t, 3, nil)
	for _, name := range []string{"../rules.json", "winners.csv", RulesFile} {
		c.More = map[string][]byte{name: nil}
		if err := c.WriteZip(io.Discard); err == nil {
			t.Errorf("wrote %q", name)
		}
	}
}

// zipOf packs files in order; a name may come twice.
func zipOf(t *testing.T, headers ...*zip.FileHeader) []byte {
	t.Helper()
	var packed bytes.Buffer
	z := zip.NewWriter(&packed)
	for _, h := range headers {
		w, err := z.CreateHeader(h)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasSuffix(h.Name, "/") {
			if _, err := w.Write([]byte(h.Comment)); err != nil { // the comment doubles as the content
				t.Fatal(err)
			}
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return packed.Bytes()
}

func named(name string) *zip.FileHeader { return &zip.FileHeader{Name: name, Method: zip.Deflate} }

func TestHostileZips(t *testing.T) {
	link := named("rules.json")
	link.SetMode(fs.ModeSymlink | 0o777)
	var invalid *Invalid
	for why, c := range map[string][]byte{
		"traversal":        zipOf(t, named("../../etc/passwd")),
		"absolute":         zipOf(t, named("/rules.json")),
		"backslash":        zipOf(t, named(`log\events.txt`)),
		"unknown":          zipOf(t, named("setup.exe")),
		"twice":            zipOf(t, named("rules.json"), named("rules.json")),
		"link":             zipOf(t, link),
		"deep":             zipOf(t, named("log/log/events.txt")),
		"other case":       zipOf(t, named("Rules.json")),
		"attempt 0":        zipOf(t, named("attempts/0/close.txt")),
		"new line in name": zipOf(t, named("rules.json\n")),
	} {
		if _, err := OpenZip(bytes.NewReader(c), int64(len(c))); !errors.As(err, &invalid) {
			t.Errorf("%s: %v", why, err)
		}
	}
	good := zipOf(t, named("log/"), named("rules.json"))
	if _, err := OpenZip(bytes.NewReader(good), int64(len(good))); err != nil {
		t.Errorf("a folder's own entry: %v", err)
	}
	for why, c := range map[string][]byte{"empty": nil, "text": []byte("hello"), "cut short": good[:len(good)-3]} {
		if _, err := OpenZip(bytes.NewReader(c), int64(len(c))); !errors.Is(err, ErrUnreadable) {
			t.Errorf("%s: %v", why, err)
		}
	}
}

// TestZipBombs: a file that unpacks to far more than a bundle's may is refused by its
// announced size, and by its true one where it lies.
func TestZipBombs(t *testing.T) {
	var packed bytes.Buffer
	z := zip.NewWriter(&packed)
	w, err := z.Create("rules.json")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.CopyN(w, zeros{}, 64<<20); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	bomb := packed.Bytes()
	var invalid *Invalid
	if _, err := OpenZip(bytes.NewReader(bomb), int64(len(bomb))); !errors.As(err, &invalid) {
		t.Errorf("announced: %v", err)
	}
	// The central directory's own size field, so that the zip claims 100 bytes.
	at := bytes.LastIndex(bomb, []byte("PK\x01\x02"))
	copy(bomb[at+24:], []byte{100, 0, 0, 0})
	b, err := OpenZip(bytes.NewReader(bomb), int64(len(bomb)))
	if err != nil {
		t.Fatal(err)
	}
	if data, err := b.read("rules.json"); err == nil || len(data) > 100 {
		t.Errorf("a lying size gave %d bytes", len(data))
	}
}

// TestDamagedArchive: a byte that changed anywhere in the archive is told, also in what no
// step judges, such as the verifiers that lie in it.
func TestDamagedArchive(t *testing.T) {
	var packed bytes.Buffer
	if err := operatorDraw(t, 5).WriteZip(&packed); err != nil {
		t.Fatal(err)
	}
	z, err := zip.NewReader(bytes.NewReader(packed.Bytes()), int64(packed.Len()))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range z.File {
		offset, err := f.DataOffset()
		if err != nil {
			t.Fatal(err)
		}
		damaged := bytes.Clone(packed.Bytes())
		damaged[offset+int64(f.CompressedSize64)/2] ^= 1
		b, err := OpenZip(bytes.NewReader(damaged), int64(len(damaged)))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := Verify(b, Options{}); err == nil {
			t.Errorf("%s is damaged, and the bundle valid", f.Name)
		}
		if f.Name == "verify.js" {
			t.Run("the others", func(t *testing.T) { refuseDamage(t, packed.Bytes(), damaged) })
		}
	}
}

// refuseDamage asks the other verifiers about an archive as it was and as it is now.
func refuseDamage(t *testing.T, whole, damaged []byte) {
	const program = `
		require(process.argv[1]);
		const bytes = require("node:fs").readFileSync(process.argv[2]);
		kermesse.openZip(new Blob([bytes])).then((b) => kermesse.verify(b))
			.catch((e) => process.exit(e instanceof kermesse.Unable ? 2 : 1));`
	script, err := filepath.Abs("verify.js")
	if err != nil {
		t.Fatal(err)
	}
	for code, data := range [][]byte{0: whole, 2: damaged} {
		if data == nil {
			continue
		}
		name := filepath.Join(t.TempDir(), "proof.zip")
		if err := os.WriteFile(name, data, 0o600); err != nil {
			t.Fatal(err)
		}
		for _, cmd := range []*exec.Cmd{
			exec.Command(needProgram(t, "node"), "-e", program, script, name),
			exec.Command(needProgram(t, "python3"), "-B", "verify.py", name),
		} {
			out, _ := cmd.CombinedOutput()
			if got := cmd.ProcessState.ExitCode(); got != code {
				t.Errorf("%s: exit %d, want %d\n%s", cmd.Args[0], got, code, out)
			}
		}
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

// TestZipWithTooManyFiles: more than a bundle has, and more than is even looked at.
func TestZipWithTooManyFiles(t *testing.T) {
	for _, count := range []int{maxFiles + 1, 130_000} {
		headers := make([]*zip.FileHeader, count)
		for i := range headers {
			headers[i] = &zip.FileHeader{Name: fmt.Sprintf("log/disqualify-%d.txt", i+1)}
		}
		packed := zipOf(t, headers...)
		if _, err := OpenZip(bytes.NewReader(packed), int64(len(packed))); err == nil {
			t.Errorf("%d files were accepted", count)
		}
	}
}

// TestListBomb: a list that is announced as gigantic, and is one line of rubbish.
func TestListBomb(t *testing.T) {
	f := exampleFolder(t)
	f[EntriesFile] = &fstest.MapFile{Data: bytes.Repeat([]byte{'0'}, 1<<20)}
	var invalid *Invalid
	if _, err := verifyFolder(f, Options{}); !errors.As(err, &invalid) || invalid.Check != CheckList {
		t.Error(err)
	}
}

func TestFolderOnDisk(t *testing.T) {
	_, c := testDraw(t, 5, nil)
	dir := t.TempDir()
	for name, data := range unpack(t, c) {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := verifyFolder(os.DirFS(dir), Options{}); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(dir, KeysFile)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	if err := os.Symlink(filepath.Join(dir, RulesFile), filepath.Join(dir, KeysFile)); err != nil {
		t.Skip("no symbolic links here:", err)
	}
	var invalid *Invalid
	if _, err := verifyFolder(os.DirFS(dir), Options{}); !errors.As(err, &invalid) {
		t.Errorf("a symbolic link: %v", err)
	}
	if _, err := verifyFolder(os.DirFS(filepath.Join(dir, "none")), Options{}); !errors.Is(err, ErrUnreadable) {
		t.Errorf("no folder: %v", err)
	}
}

// FuzzOpenZip: whatever a zip holds, opening and verifying it ends without a panic, and
// never in a valid draw that is not the one it was made from.
func FuzzOpenZip(f *testing.F) {
	var packed bytes.Buffer
	if err := operatorDraw(f, 3).WriteZip(&packed); err != nil {
		f.Fatal(err)
	}
	f.Add(packed.Bytes())
	f.Fuzz(func(t *testing.T, data []byte) {
		b, err := OpenZip(bytes.NewReader(data), int64(len(data)))
		if err != nil {
			return
		}
		r, err := Verify(b, Options{})
		if err == nil && r.Label != C {
			t.Errorf("label %s", r.Label)
		}
	})
}

func FuzzParseDisclosures(f *testing.F) {
	f.Add([]byte(`[{"alias":"Zoë","alias_salt":"` + strings.Repeat("0a", 32) + `","commitment":"` + strings.Repeat("0b", 32) +
		`","entry_id":"` + strings.Repeat("0c", 16) + `","identity_commitment":"` + strings.Repeat("0d", 32) + `","prize":0,"slot":1}]`))
	f.Fuzz(func(t *testing.T, data []byte) {
		list, err := parseDisclosures(data, 10)
		if err != nil {
			return
		}
		written, err := encodeDisclosures(list)
		if err != nil {
			t.Fatal(err)
		}
		if again, err := parseDisclosures(written, 10); err != nil || len(again) != len(list) {
			t.Errorf("%q was read and written as %q: %v", data, written, err)
		}
	})
}

func FuzzParseKeys(f *testing.F) {
	f.Add([]byte(`{"log_vkey":"example.org/draws+cfceb414+AbKHOB5OqZS/TpFpbCd/6soNZLPgLWEGatMmt7a8t0LR","witness_name":"w","witness_pub":"` +
		strings.Repeat("0a", 32) + `"}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		own, err := parseKeys(data)
		if err == nil && (own.log.Name() == "" || len(addWitnesses(nil, own.witnesses...)) < len(own.witnesses)) {
			t.Errorf("%q was read as %+v", data, own)
		}
	})
}
