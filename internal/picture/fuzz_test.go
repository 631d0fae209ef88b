package picture_test

import (
	"bytes"
	"errors"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"testing"

	"kermesse/internal/fault"
	"kermesse/internal/picture"
)

// FuzzRead sends files: what is kept of one is a JPEG of the widths that are promised, and
// anything else is refused by one of the faults of this package.
func FuzzRead(f *testing.F) {
	view := image.NewPaletted(image.Rect(0, 0, 9, 7), color.Palette{color.Black, color.White})
	var file bytes.Buffer
	for _, encode := range []func() error{
		func() error { return png.Encode(&file, view) },
		func() error { return jpeg.Encode(&file, view, nil) },
		func() error {
			return gif.EncodeAll(&file, &gif.GIF{Image: []*image.Paletted{view, view}, Delay: []int{0, 0}})
		},
	} {
		file.Reset()
		if err := encode(); err != nil {
			f.Fatal(err)
		}
		f.Add(bytes.Clone(file.Bytes()))
	}
	file.Reset()
	if err := jpeg.Encode(&file, view, nil); err != nil {
		f.Fatal(err)
	}
	f.Add(withExif(file.Bytes(), 6, "GPS"))
	f.Add([]byte("RIFF\x1a\x00\x00\x00WEBPVP8L\x0d\x00\x00\x00\x2f\x00\x00\x00\x10\x07\x10\x11\x11\x88\x88\xfe\x07\x00"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if config, _, err := image.DecodeConfig(bytes.NewReader(data)); err == nil && config.Width*config.Height > 1<<20 && config.Width*config.Height <= picture.MaxPixels {
			t.Skip("takes long")
		}
		p, err := picture.NewAlbum(nil).Read(t.Context(), bytes.NewReader(data))
		if err != nil {
			if fault.KindOf(err) == fault.Internal || errors.Is(err, picture.ErrNotFound) {
				t.Fatal(err)
			}
			return
		}
		for i, width := range picture.Widths(p.Width) {
			kept := p.Files[len(p.Files)-1-i]
			config, err := jpeg.DecodeConfig(bytes.NewReader(kept.JPEG))
			if err != nil || config.Width != width || config.Width != kept.Width || config.Height != kept.Height || width > picture.MaxWidth {
				t.Errorf("a file of %d × %d, %v; want a width of %d", config.Width, config.Height, err, width)
			}
		}
	})
}
