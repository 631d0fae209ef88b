package frontend

import (
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"sync"
)

//go:embed dist
var distFiles embed.FS

// AssetsPath is where the files of Asset are served, without language prefix.
const AssetsPath = "/assets/"

// AssetFile is one static file. Its name holds a hash of its content: serve it with
// "Cache-Control: public, max-age=31536000, immutable".
type AssetFile struct {
	Body        []byte
	Gzip        []byte // the same compressed; nil where that saves nothing
	Brotli      []byte // likewise
	ContentType string
	ETag        string // quoted
}

// Asset is the static file of that name, as pages ask for it under AssetsPath.
func Asset(name string) (AssetFile, bool) {
	file, ok := loadedAssets().files[name]
	return file, ok
}

// assets are the built files: by name, and the name of each by its source name.
type assets struct {
	files map[string]AssetFile
	names map[string]string // "fan.js" → "fan.1A2B3C4D.js"
}

// loadedAssets reads the embedded files once. They are part of the binary, so what cannot be read is a broken build.
var loadedAssets = sync.OnceValue(func() assets {
	a, err := readAssets(distFiles)
	if err != nil {
		panic(err)
	}
	return a
})

func readAssets(dist fs.FS) (assets, error) {
	a := assets{files: map[string]AssetFile{}, names: map[string]string{}}
	manifest, err := fs.ReadFile(dist, "dist/manifest.json")
	if err != nil {
		return a, err
	}
	if err := json.Unmarshal(manifest, &a.names); err != nil {
		return a, fmt.Errorf("dist/manifest.json: %w", err)
	}
	for _, name := range a.names {
		body, err := fs.ReadFile(dist, "dist/"+name)
		if err != nil {
			return a, err
		}
		file := newAssetFile(name, body)
		for ending, small := range map[string]*[]byte{".gz": &file.Gzip, ".br": &file.Brotli} {
			if *small, err = fs.ReadFile(dist, "dist/"+name+ending); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return a, err
			}
		}
		a.files[name] = file
	}
	return a, nil
}

var contentTypes = map[string]string{
	".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml",
	".png": "image/png", ".jpg": "image/jpeg", ".webp": "image/webp",
}

func newAssetFile(name string, body []byte) AssetFile {
	sum := sha256.Sum256(body)
	return AssetFile{
		Body:        body,
		ContentType: contentTypes[path.Ext(name)],
		ETag:        `"` + base64.RawURLEncoding.EncodeToString(sum[:12]) + `"`,
	}
}

// address is where the file built from that source is served.
func (a assets) address(source string) (string, error) {
	name, ok := a.names[source]
	if !ok {
		return "", fmt.Errorf("no asset %s", source)
	}
	return AssetsPath + name, nil
}

// source is the content of the file built from that source.
func (a assets) source(source string) (string, error) {
	name, ok := a.names[source]
	if !ok {
		return "", fmt.Errorf("no asset %s", source)
	}
	return string(a.files[name].Body), nil
}

// Source is the static file built from that source, for what is served under an address of its own.
func Source(source string) (AssetFile, error) {
	name, ok := loadedAssets().names[source]
	if !ok {
		return AssetFile{}, fmt.Errorf("no asset %s", source)
	}
	return loadedAssets().files[name], nil
}
