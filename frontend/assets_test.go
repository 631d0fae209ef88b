package frontend

import (
	"bytes"
	"compress/gzip"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/valyala/fasthttp"
)

func TestAssetsAreServedAsBuilt(t *testing.T) {
	for _, source := range []string{"site.css", "admin.css", "fan.js", "icon.svg", "share.png"} {
		address, err := loadedAssets().address(source)
		if err != nil {
			t.Fatal(err)
		}
		file, ok := Asset(strings.TrimPrefix(address, AssetsPath))
		if !ok || len(file.Body) == 0 || file.ContentType == "" || !strings.HasPrefix(file.ETag, `"`) {
			t.Errorf("%s: %v, %d bytes, type %q, etag %s", source, ok, len(file.Body), file.ContentType, file.ETag)
		}
		if file.Gzip == nil {
			continue
		}
		zip, err := gzip.NewReader(bytes.NewReader(file.Gzip))
		if err != nil {
			t.Fatal(err)
		}
		if plain, err := io.ReadAll(zip); err != nil || !bytes.Equal(plain, file.Body) {
			t.Errorf("%s: the bytes in gzip are another file (%v)", source, err)
		}
		if plain, err := fasthttp.AppendUnbrotliBytes(nil, file.Brotli); err != nil || !bytes.Equal(plain, file.Body) {
			t.Errorf("%s: the bytes in brotli are another file (%v)", source, err)
		}
		if len(file.Brotli) >= len(file.Gzip) {
			t.Errorf("%s: %d bytes in brotli, %d in gzip", source, len(file.Brotli), len(file.Gzip))
		}
	}
	if _, ok := Asset("../frontend.go"); ok {
		t.Error("a file outside dist was served")
	}
}

// compressed is what a page weighs on its way.
func compressed(body []byte) []byte {
	var out bytes.Buffer
	zip := gzip.NewWriter(&out)
	_, _ = zip.Write(body) // a bytes.Buffer refuses nothing
	_ = zip.Close()
	return out.Bytes()
}

// Pictures are copied into dist as they are: whoever changes one and forgets to build is told here. Sheets and scripts
// are compared by go run ./tools/assets -check.
func TestCopiedAssetsAreFresh(t *testing.T) {
	for _, source := range []string{"icon.svg", "share.png"} {
		want, err := os.ReadFile(filepath.Join("src", source))
		if err != nil {
			t.Fatal(err)
		}
		got, err := loadedAssets().source(source)
		if err != nil {
			t.Fatal(err)
		}
		if got != string(want) {
			t.Errorf("dist has another %s than src: build the assets", source)
		}
	}
}

func TestPolicyAllowsTheInlinedStyles(t *testing.T) {
	renderer := newRenderer(t)
	page := ContestPage{Frame: brandFrame("fr", "/c/x"), Contest: sampleContest("fr"), State: StateOpen}
	html, err := renderer.RenderBytes(page)
	if err != nil {
		t.Fatal(err)
	}
	policy := renderer.ContentSecurityPolicy(page)
	blocks := styles.FindAll(html, -1)
	if len(blocks) != 3 {
		t.Fatalf("%d style blocks, want the sheet, that of a form in two steps and the brand’s", len(blocks))
	}
	for _, block := range blocks {
		css := strings.TrimSuffix(strings.TrimPrefix(string(block), "<style>"), "</style>")
		if hash := styleHash(css); !strings.Contains(policy, hash) {
			t.Errorf("the policy does not allow %s", hash)
		}
	}
	if strings.Contains(policy, "unsafe") {
		t.Errorf("unsafe policy %s", policy)
	}
}

// A sheet that a page asks for and nobody loads would be left out without a word.
func TestSheetsOfPagesAreLoaded(t *testing.T) {
	renderer := newRenderer(t)
	for _, s := range samples("fr") {
		p, ok := s.page.(dressed)
		if !ok || p.sheet() == "" {
			continue
		}
		if renderer.own(s.page).css == "" {
			t.Errorf("%s asks for %s, which is not loaded", s.name, p.sheet())
		}
	}
}
