// Package picture takes the pictures that staff send (of a prize, of an option), makes
// files of them that a cheap phone can load, and keeps these under a name that says what
// they hold.
//
// What is kept is always drawn anew: no byte of the file that was sent reaches a reader,
// so neither its metadata (where the photo was taken) nor anything hidden in it does.
package picture

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"image"
	"image/color"
	_ "image/gif" // formats that are read
	"image/jpeg"
	_ "image/png"
	"io"
	"slices"

	"golang.org/x/image/draw"
	_ "golang.org/x/image/webp"

	"kermesse/internal/fault"
)

// Limits of a file that is sent.
const (
	MaxBytes  = 10 << 20   // of the file
	MaxPixels = 25_000_000 // width × height; a phone's photo has 12 million
	maxSide   = 16_000     // pixels
	maxScans  = 64         // of a progressive JPEG: each one costs as much time as the whole picture
)

// The largest file that is kept, in pixels; smaller pictures keep their size.
const (
	MaxWidth  = 1080
	maxHeight = 1920
)

const jpegQuality = 80

// Faults of a picture.
var (
	ErrTooHeavy = fault.New(fault.TooLarge, "picture_too_heavy",
		"Cette image pèse trop lourd : %d Mo au plus.", "This picture is too heavy: %d MB at most.")
	ErrTooManyPixels = fault.New(fault.Invalid, "picture_too_large",
		"Cette image est trop grande (%d × %d points) : %d millions de points au plus.",
		"This picture is too large (%d × %d pixels): %d million pixels at most.")
	ErrUnreadable = fault.New(fault.Invalid, "picture_unreadable",
		"Ce fichier n’est pas une image lisible. Envoyez un fichier JPEG, PNG, GIF ou WebP.",
		"This file is not a readable picture. Send a JPEG, PNG, GIF or WebP file.")
	ErrNotFound = fault.New(fault.NotFound, "picture_not_found",
		"Cette image n’existe pas.", "There is no such picture.")
)

// Picture is a picture as it is kept: the same view in a few widths.
type Picture struct {
	Hash   string // names it: hex of the first 16 bytes of the SHA-256 of its widest file
	Width  int    // of the widest file, in pixels
	Height int
	Files  []File // widest first
}

// File is one JPEG file of a picture.
type File struct {
	Width, Height int
	JPEG          []byte
}

// Widths lists the widths in which a picture whose widest file is that wide is kept,
// narrowest first.
func Widths(widest int) []int {
	widths := slices.DeleteFunc([]int{360, 720}, func(w int) bool { return w >= widest })
	return append(widths, widest)
}

// Path is the public address of one file of a picture. What it answers never changes.
func Path(hash string, width int) string {
	return fmt.Sprintf("/pictures/%s-%d.jpg", hash, width)
}

// Read reads a picture that was sent and makes the files to keep. Its faults are
// ErrTooHeavy, ErrTooManyPixels and ErrUnreadable. Pictures are read one at a time,
// because one alone may need 200 MB for a moment; Read waits for its turn until ctx is done.
func (a *Album) Read(ctx context.Context, r io.Reader) (Picture, error) {
	data, err := io.ReadAll(io.LimitReader(r, MaxBytes+1))
	if err != nil {
		return Picture{}, ErrUnreadable.Wrap(err)
	}
	if len(data) > MaxBytes {
		return Picture{}, ErrTooHeavy.With(MaxBytes >> 20)
	}
	select {
	case a.turn <- struct{}{}:
		defer func() { <-a.turn }()
	case <-ctx.Done():
		return Picture{}, ctx.Err()
	}
	view, err := decode(data)
	if err != nil {
		return Picture{}, err
	}
	return develop(view)
}

// decode looks at the size before it makes room for the pixels.
func decode(data []byte) (*image.RGBA, error) {
	config, format, err := image.DecodeConfig(bytes.NewReader(data))
	if err != nil {
		return nil, ErrUnreadable.Wrap(err)
	}
	if config.Width < 1 || config.Height < 1 {
		return nil, ErrUnreadable
	}
	if config.Width > maxSide || config.Height > maxSide || config.Width*config.Height > MaxPixels {
		return nil, ErrTooManyPixels.With(config.Width, config.Height, MaxPixels/1_000_000)
	}
	if format == "jpeg" && bytes.Count(data, []byte{0xff, 0xda}) > maxScans {
		return nil, ErrUnreadable.Wrap(errors.New("picture: too many scans"))
	}
	view, _, err := image.Decode(bytes.NewReader(data))
	if err != nil {
		return nil, ErrUnreadable.Wrap(err)
	}
	turned := upright
	if format == "jpeg" {
		turned = orientation(data)
	}
	return turn(shrink(view, turned), turned), nil
}

// shrink draws the view on white, no larger than what is kept once it is turned.
func shrink(view image.Image, turned orient) *image.RGBA {
	size := view.Bounds().Size()
	boxWidth, boxHeight := MaxWidth, maxHeight
	if turned.lies() {
		boxWidth, boxHeight = boxHeight, boxWidth
	}
	width, height := fit(size.X, size.Y, boxWidth, boxHeight)
	paper := image.NewRGBA(image.Rect(0, 0, width, height))
	draw.Draw(paper, paper.Bounds(), image.NewUniform(color.White), image.Point{}, draw.Src)
	if width == size.X && height == size.Y {
		draw.Draw(paper, paper.Bounds(), view, view.Bounds().Min, draw.Over)
	} else {
		draw.BiLinear.Scale(paper, paper.Bounds(), view, view.Bounds(), draw.Over, nil)
	}
	return paper
}

// fit returns the largest size with the same proportions that is no larger than the box
// nor than the size itself.
func fit(width, height, boxWidth, boxHeight int) (w, h int) {
	w, h = width, height
	if w > boxWidth {
		w, h = boxWidth, height*boxWidth/width
	}
	if h > boxHeight {
		w, h = width*boxHeight/height, boxHeight
	}
	return max(w, 1), max(h, 1)
}

// develop makes the files, each from the one just wider.
func develop(view *image.RGBA) (Picture, error) {
	widest := view.Bounds().Size()
	p := Picture{Width: widest.X, Height: widest.Y}
	widths := Widths(widest.X)
	slices.Reverse(widths)
	for _, width := range widths {
		if size := view.Bounds().Size(); width < size.X {
			smaller := image.NewRGBA(image.Rect(0, 0, width, max(widest.Y*width/widest.X, 1)))
			draw.CatmullRom.Scale(smaller, smaller.Bounds(), view, view.Bounds(), draw.Src, nil)
			view = smaller
		}
		var out bytes.Buffer
		if err := jpeg.Encode(&out, view, &jpeg.Options{Quality: jpegQuality}); err != nil {
			return Picture{}, fmt.Errorf("picture: %w", err)
		}
		p.Files = append(p.Files, File{Width: width, Height: view.Bounds().Dy(), JPEG: out.Bytes()})
	}
	sum := sha256.Sum256(p.Files[0].JPEG)
	p.Hash = hex.EncodeToString(sum[:16])
	return p, nil
}
