package frontend

import (
	"errors"
	"flag"
	"fmt"
	"html/template"
	"image"
	"image/color"
	"image/png"
	"math"
	"net/http"
	"strings"
	"testing"
	"time"
)

// With -preview=127.0.0.1:8099 -run=TestPreview -timeout=0 the tests become a server that shows every page with sample
// values at /fr/<sample> and /en/<sample>, until it is interrupted.
var preview = flag.String("preview", "", "address on which to show every page with sample values")

func TestPreview(t *testing.T) {
	if *preview == "" {
		t.Skip("run with -preview=ADDRESS to look at the pages")
	}
	renderer, err := New()
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.HandleFunc("/assets/{name}", previewAsset)
	mux.HandleFunc("/pictures/{name}", previewPicture)
	mux.HandleFunc("/c/{name...}", previewPicture) // of a photo contest
	mux.HandleFunc("/stream", previewStream)
	mux.HandleFunc("/{$}", previewIndex)
	mux.HandleFunc("/{lang}/{name...}", func(w http.ResponseWriter, r *http.Request) { previewPage(w, r, renderer) })
	t.Logf("http://%s/", *preview)
	if err := http.ListenAndServe(*preview, mux); !errors.Is(err, http.ErrServerClosed) {
		t.Fatal(err)
	}
}

func previewPage(w http.ResponseWriter, r *http.Request, renderer *Renderer) {
	for _, s := range samples(r.PathValue("lang")) {
		if s.name != r.PathValue("name") {
			continue
		}
		html, err := renderer.RenderBytes(s.page)
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Content-Security-Policy", renderer.ContentSecurityPolicy(s.page))
		w.Header().Set("X-Content-Type-Options", "nosniff")
		if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
			w.Header().Set("Content-Encoding", "gzip")
			html = compressed(html)
		}
		_, _ = w.Write(html)
		return
	}
	http.NotFound(w, r)
}

func previewAsset(w http.ResponseWriter, r *http.Request) {
	file, ok := Asset(r.PathValue("name"))
	if !ok {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", file.ContentType)
	w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	body := file.Body
	if file.Gzip != nil {
		w.Header().Set("Content-Encoding", "gzip")
		body = file.Gzip
	}
	_, _ = w.Write(body)
}

// previewStream lets the figures of the sample vote move.
func previewStream(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-store")
	for version := 8; r.Context().Err() == nil; version++ {
		first, second := 312, 274+version*3
		total := first + second + 226
		share := func(n int) float64 { return float64(n) / float64(total) }
		_, _ = fmt.Fprintf(w, "event: snapshot\ndata: {\"version\":%d,\"total\":\"%d votes\",\"at\":\"%s\",\"options\":[{\"id\":\"mangue\",\"votes\":%d,\"share\":%.4f,\"text\":\"%s · %d\"},{\"id\":\"bissap\",\"votes\":%d,\"share\":%.4f,\"text\":\"%s · %d\"}]}\n\n",
			version, total, Hour("fr", time.Now()), first, share(first), Percent("fr", share(first)), first, second, share(second), Percent("fr", share(second)), second)
		_ = http.NewResponseController(w).Flush()
		select {
		case <-r.Context().Done():
		case <-time.After(2 * time.Second):
		}
	}
}

// previewPicture draws a scoop whose colour comes from its name.
func previewPicture(w http.ResponseWriter, r *http.Request) {
	const width, height = 720, 405
	hue := 0.0
	for _, letter := range r.PathValue("name") {
		hue = math.Mod(hue*31+float64(letter), 2*math.Pi)
	}
	scoop, paper := oklch{0.7, 0.13, hue}.rgb(), oklch{0.93, 0.04, hue}.rgb()
	picture := image.NewRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			c := paper
			if dx, dy := x-width/2, y-height/2+20; dx*dx+dy*dy < 110*110 {
				c = scoop
			}
			picture.SetRGBA(x, y, color.RGBA{uint8(c.r * 255), uint8(c.g * 255), uint8(c.b * 255), 255})
		}
	}
	w.Header().Set("Content-Type", "image/png")
	w.Header().Set("Cache-Control", "max-age=3600")
	_ = png.Encode(w, picture)
}

func previewIndex(w http.ResponseWriter, _ *http.Request) {
	_, _ = fmt.Fprint(w, "<!doctype html><meta charset=utf-8><title>Preview</title><ul>")
	for _, s := range samples("fr") {
		name := template.HTMLEscapeString(s.name)
		_, _ = fmt.Fprintf(w, `<li>%s: <a href="/fr/%s">fr</a> <a href="/en/%s">en</a>`, name, name, name)
	}
}
