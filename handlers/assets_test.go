package handlers

import (
	"regexp"
	"strings"
	"testing"

	"kermesse/frontend"
)

// A file says the same in every encoding, may be kept for ever, and is asked about by the tag
// of the encoding that it was sent in.
func TestAssetIsSentAsTheBrowserLikes(t *testing.T) {
	w := newTown(t)
	address := regexp.MustCompile(`/assets/fan\.[0-9a-f]+\.js`).FindString(w.visitor().get("/fr/glaces").body)
	file, ok := frontend.Asset(strings.TrimPrefix(address, frontend.AssetsPath))
	if !ok {
		t.Fatal("no script on the page")
	}
	tags := map[string]string{}
	for accept, want := range map[string]string{
		"identity": "", "gzip": "gzip", "gzip, deflate, br": "br", "br;q=0.2, gzip;q=0.9": "gzip", "br;q=0, *": "gzip", "gzip;q=0, br;q=0": "", "zstd": "", "gzip;q=x": "",
	} {
		v := w.visitor()
		v.header.Set("Accept-Encoding", accept)
		a := v.get(address).wants(200)
		if got := a.header.Get("Content-Encoding"); got != want || a.header.Get("Vary") != "Accept-Encoding" || a.header.Get("Cache-Control") != "public, max-age=31536000, immutable" {
			t.Errorf("%q: %v", accept, a.header)
		}
		if unpacked(t, a) != string(file.Body) {
			t.Errorf("%q: another file", accept)
		}
		tag := a.header.Get("ETag")
		if known := tags[want]; known != "" && known != tag {
			t.Errorf("%q: tag %s, and %s before", accept, tag, known)
		}
		tags[want] = tag
		v.header.Set("If-None-Match", tag)
		if again := v.get(address).wants(304); again.body != "" || again.header.Get("ETag") != tag {
			t.Errorf("%q: 304 with %q, %v", accept, again.body, again.header)
		}
		v.header.Set("If-None-Match", `"other"`)
		v.get(address).wants(200)
	}
	if len(tags) != 3 || tags[""] == tags["gzip"] || tags["gzip"] == tags["br"] || tags[""] == tags["br"] {
		t.Errorf("encodings share tags: %v", tags)
	}
}

// Whoever asks for a part gets the whole, which is always right (RFC 9110, 14.2).
func TestAssetIsSentWhole(t *testing.T) {
	w := newTown(t)
	for _, source := range []string{"fan.js", "share.png"} {
		file, err := frontend.Source(source)
		if err != nil {
			t.Fatal(err)
		}
		v := w.visitor()
		address := regexp.MustCompile(`/assets/` + strings.Replace(source, ".", `\.[0-9a-f]+\.`, 1)).FindString(v.get("/fr/").body)
		v.header.Set("Range", "bytes=0-9")
		v.header.Set("Accept-Encoding", "identity")
		if a := v.get(address).wants(200); a.body != string(file.Body) || a.header.Get("Content-Range") != "" {
			t.Errorf("%s: %d bytes of %d, %v", source, len(a.body), len(file.Body), a.header)
		}
	}
}
