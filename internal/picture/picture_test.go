package picture_test

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"runtime"
	"slices"
	"testing"
	"time"

	"kermesse/internal/db"
	"kermesse/internal/db/dbtest"
	"kermesse/internal/fault"
	"kermesse/internal/picture"
)

func read(t *testing.T, data []byte) (picture.Picture, error) {
	t.Helper()
	return picture.NewAlbum(nil).Read(t.Context(), bytes.NewReader(data))
}

// halves is red on its left and blue on its right.
func halves(width, height int) image.Image {
	view := image.NewRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			c := color.RGBA{R: 220, A: 255}
			if x >= width/2 {
				c = color.RGBA{B: 220, A: 255}
			}
			view.Set(x, y, c)
		}
	}
	return view
}

func pngOf(t *testing.T, view image.Image) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := png.Encode(&out, view); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func jpegOf(t *testing.T, view image.Image) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := jpeg.Encode(&out, view, nil); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// withExif puts a metadata segment after the start of a JPEG file.
func withExif(file []byte, orientation uint16, note string) []byte {
	tiff := []byte("MM\x00*\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01")
	tiff = binary.BigEndian.AppendUint16(tiff, orientation)
	tiff = append(tiff, 0, 0)
	body := slices.Concat([]byte("Exif\x00\x00"), tiff, []byte(note))
	segment := binary.BigEndian.AppendUint16([]byte{0xff, 0xe1}, uint16(len(body)+2))
	return slices.Concat(file[:2], segment, body, file[2:])
}

func TestPictureIsKeptInThreeWidths(t *testing.T) {
	p, err := read(t, pngOf(t, halves(2160, 1440)))
	if err != nil {
		t.Fatal(err)
	}
	var sizes []image.Point
	for _, f := range p.Files {
		config, err := jpeg.DecodeConfig(bytes.NewReader(f.JPEG))
		if err != nil || config.Width != f.Width || config.Height != f.Height {
			t.Errorf("a file of %d × %d says %v, %v", f.Width, f.Height, config, err)
		}
		sizes = append(sizes, image.Pt(f.Width, f.Height))
	}
	if want := []image.Point{{1080, 720}, {720, 480}, {360, 240}}; !slices.Equal(sizes, want) {
		t.Errorf("sizes %v, want %v", sizes, want)
	}
	again, err := read(t, pngOf(t, halves(2160, 1440)))
	if err != nil || again.Hash != p.Hash {
		t.Errorf("the same picture is named %s then %s, %v", p.Hash, again.Hash, err)
	}
}

func TestSmallAndTallPicturesKeepTheirProportions(t *testing.T) {
	for _, test := range []struct{ width, height, keptWidth, keptHeight int }{
		{500, 300, 500, 300}, {100, 80, 100, 80}, {360, 360, 360, 360}, {1000, 8000, 240, 1920}, {1, 1, 1, 1}, {4000, 1, 1080, 1},
	} {
		p, err := read(t, pngOf(t, halves(test.width, test.height)))
		if err != nil || p.Width != test.keptWidth || p.Height != test.keptHeight {
			t.Errorf("%d × %d became %d × %d, %v", test.width, test.height, p.Width, p.Height, err)
			continue
		}
		var widths []int
		for _, f := range p.Files {
			widths = append(widths, f.Width)
		}
		slices.Reverse(widths)
		if want := picture.Widths(p.Width); !slices.Equal(widths, want) {
			t.Errorf("%d × %d has the widths %v, Widths says %v", test.width, test.height, widths, want)
		}
	}
}

// The red half must end where the camera says it is.
func TestPhotoIsTurnedUpright(t *testing.T) {
	left, right, top, bottom := image.Pt(5, 32), image.Pt(58, 32), image.Pt(32, 5), image.Pt(32, 58)
	for orientation, red := range map[uint16]image.Point{1: left, 2: right, 3: right, 4: left, 5: top, 6: top, 7: bottom, 8: bottom, 0: left, 9: left} {
		p, err := read(t, withExif(jpegOf(t, halves(64, 64)), orientation, ""))
		if err != nil {
			t.Fatal(err)
		}
		view, err := jpeg.Decode(bytes.NewReader(p.Files[0].JPEG))
		if err != nil {
			t.Fatal(err)
		}
		if r, _, b, _ := view.At(red.X, red.Y).RGBA(); r < b {
			t.Errorf("orientation %d: the red half is not at %v", orientation, red)
		}
	}
	p, err := read(t, withExif(jpegOf(t, halves(200, 100)), 6, ""))
	if err != nil || p.Width != 100 || p.Height != 200 {
		t.Errorf("a lying photo became %d × %d, %v", p.Width, p.Height, err)
	}
}

func TestMetadataIsNotKept(t *testing.T) {
	const note = "GPS 20.16 S 57.50 E"
	p, err := read(t, withExif(jpegOf(t, halves(64, 64)), 1, note))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range p.Files {
		if bytes.Contains(f.JPEG, []byte(note)) || bytes.Contains(f.JPEG, []byte("Exif")) {
			t.Error("what the camera wrote was kept")
		}
	}
}

func TestTransparentIsOnWhite(t *testing.T) {
	p, err := read(t, pngOf(t, image.NewNRGBA(image.Rect(0, 0, 8, 8))))
	if err != nil {
		t.Fatal(err)
	}
	view, err := jpeg.Decode(bytes.NewReader(p.Files[0].JPEG))
	if err != nil {
		t.Fatal(err)
	}
	if r, g, b, _ := view.At(4, 4).RGBA(); r < 0xf000 || g < 0xf000 || b < 0xf000 {
		t.Errorf("transparent became %x %x %x", r, g, b)
	}
}

// bombPNG says in 60 bytes that it is width × height.
func bombPNG(width, height uint32) []byte {
	head := binary.BigEndian.AppendUint32([]byte("IHDR"), width)
	head = binary.BigEndian.AppendUint32(head, height)
	head = append(head, 8, 6, 0, 0, 0)
	file := append([]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\x0d"), head...)
	return binary.BigEndian.AppendUint32(file, crc32.ChecksumIEEE(head))
}

func TestHostileFilesAreRefused(t *testing.T) {
	good := jpegOf(t, halves(64, 64))
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	_, _ = z.Write(good)
	_ = z.Close()
	endless := slices.Concat(good[:len(good)-2], bytes.Repeat([]byte{0xff, 0xda, 0, 2}, 65), good[len(good)-2:])
	for name, test := range map[string]struct {
		data []byte
		want *fault.Error
	}{
		"empty":           {nil, picture.ErrUnreadable},
		"text":            {[]byte("<svg onload=alert(1)>"), picture.ErrUnreadable},
		"cut":             {good[:len(good)/2], picture.ErrUnreadable},
		"compressed":      {packed.Bytes(), picture.ErrUnreadable},
		"bomb":            {bombPNG(50_000, 50_000), picture.ErrTooManyPixels},
		"bomb in area":    {bombPNG(6000, 6000), picture.ErrTooManyPixels},
		"head alone":      {bombPNG(100, 100), picture.ErrUnreadable},
		"too heavy":       {append(slices.Clone(good), make([]byte, picture.MaxBytes)...), picture.ErrTooHeavy},
		"too many scans":  {endless, picture.ErrUnreadable},
		"broken Exif":     {append([]byte{0xff, 0xd8, 0xff, 0xe1, 0xff, 0xff}, "Exif\x00\x00MM"...), picture.ErrUnreadable},
		"page with magic": {[]byte("GIF89a<script>alert(1)</script>"), picture.ErrTooManyPixels},
	} {
		if _, err := read(t, test.data); !errors.Is(err, test.want) {
			t.Errorf("%s: %v, want %s", name, err, test.want.Code)
		}
	}
}

func TestMovingGIFGivesItsFirstView(t *testing.T) {
	still := image.NewPaletted(image.Rect(0, 0, 8, 8), color.Palette{color.White, color.Black})
	var out bytes.Buffer
	if err := gif.EncodeAll(&out, &gif.GIF{Image: []*image.Paletted{still, still}, Delay: []int{1, 1}}); err != nil {
		t.Fatal(err)
	}
	if p, err := read(t, out.Bytes()); err != nil || p.Width != 8 {
		t.Errorf("Read = %+v, %v", p.Width, err)
	}
}

func TestAlbumKeepsFiles(t *testing.T) {
	d := dbtest.Open(t)
	album := picture.NewAlbum(d)
	p, err := album.Read(t.Context(), bytes.NewReader(pngOf(t, halves(800, 400))))
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := d.InTx(t.Context(), func(tx *db.DB) error { return album.Keep(t.Context(), tx, p) }); err != nil {
			t.Fatal(err)
		}
	}
	for _, width := range picture.Widths(p.Width) {
		f, err := album.Find(t.Context(), p.Hash, width)
		if err != nil || f.Height != width/2 || len(f.JPEG) == 0 {
			t.Errorf("Find %d: %d high, %d bytes, %v", width, f.Height, len(f.JPEG), err)
		}
	}
	if w, h, err := album.Measure(t.Context(), d, p.Hash); err != nil || w != 800 || h != 400 {
		t.Errorf("Measure = %d × %d, %v", w, h, err)
	}
	if _, err := album.Find(t.Context(), p.Hash, 1080); !errors.Is(err, picture.ErrNotFound) {
		t.Errorf("a width that is not kept: %v", err)
	}
	if _, err := album.Find(t.Context(), "' OR 1=1 --", 360); !errors.Is(err, picture.ErrNotFound) {
		t.Errorf("a wrong hash: %v", err)
	}
	if err := album.Keep(t.Context(), d, p); !errors.Is(err, db.ErrNoTx) {
		t.Errorf("Keep outside a transaction: %v", err)
	}
}

// phonePhoto is a view of twelve million pixels, with as much going on in it as in a photo.
func phonePhoto() image.Image {
	view := image.NewRGBA(image.Rect(0, 0, 4000, 3000))
	noise := uint32(1)
	for i := 0; i < len(view.Pix); i += 4 {
		noise = noise*1664525 + 1013904223
		x, y := i/4%4000, i/4/4000
		view.Pix[i], view.Pix[i+1], view.Pix[i+2], view.Pix[i+3] = uint8(x/16)+uint8(noise>>26), uint8(y/12)+uint8(noise>>27), uint8((x+y)/28), 255
	}
	return view
}

// A phone's photo of twelve megapixels is taken, and takes no more memory than Read says that a
// picture may need for a moment.
func TestTwelveMegapixels(t *testing.T) {
	const most = 200 << 20
	file := jpegOf(t, phonePhoto())
	if len(file) < 1<<20 || len(file) > picture.MaxBytes {
		t.Fatalf("the photo is %d bytes, which no phone's is", len(file))
	}
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	began := time.Now()
	p, err := read(t, file)
	took := time.Since(began)
	runtime.ReadMemStats(&after)
	if err != nil {
		t.Fatal(err)
	}
	if p.Width != picture.MaxWidth || p.Height != 810 || len(p.Files) != 3 {
		t.Errorf("%d × %d, %d files", p.Width, p.Height, len(p.Files))
	}
	// All that was ever asked for, kept or not: the most there can have been at one time.
	if used := after.TotalAlloc - before.TotalAlloc; used > most {
		t.Errorf("%d MB", used>>20)
	} else {
		t.Logf("a photo of %d kB: %d MB, %s", len(file)>>10, used>>20, took)
	}
}
