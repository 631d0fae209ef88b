package frontend

import (
	"fmt"
	"html/template"
	"strings"

	"rsc.io/qr"
)

// quiet is the white border of a code, in modules: readers need it.
const quiet = 4

// codePath is a QR code as the squares of one path, and how many modules a side has, border included. The level is M:
// a code on a crumpled pack is read when a seventh of it is gone.
func codePath(text string) (size int, path string, err error) {
	code, err := qr.Encode(text, qr.M)
	if err != nil {
		return 0, "", err
	}
	var squares strings.Builder
	for y := range code.Size {
		for x := 0; x < code.Size; x++ {
			from := x
			for x < code.Size && code.Black(x, y) {
				x++
			}
			if x > from {
				fmt.Fprintf(&squares, "M%d %dh%dv1h-%dz", from+quiet, y+quiet, x-from, x-from)
			}
		}
	}
	return code.Size + 2*quiet, squares.String(), nil
}

// codeSVG draws a QR code in a page.
func codeSVG(text string) (template.HTML, error) {
	size, path, err := codePath(text)
	if err != nil {
		return "", err
	}
	return template.HTML(fmt.Sprintf( // of numbers alone
		`<svg viewBox="0 0 %d %d" width="%d" height="%d" shape-rendering="crispEdges" aria-hidden="true"><path fill="#fff" d="M0 0h%dv%dH0z"/><path fill="#000" d="%s"/></svg>`,
		size, size, size, size, size, size, path)), nil
}

// CodeSVG is a QR code as a file that prints at any size.
func CodeSVG(text string) ([]byte, error) {
	size, path, err := codePath(text)
	if err != nil {
		return nil, err
	}
	return fmt.Appendf(nil,
		`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h%dv%dH0z"/><path fill="#000" d="%s"/></svg>`+"\n",
		size, size, size*12, size*12, size, size, path), nil
}

// CodePNG is a QR code as a picture of some five hundred pixels a side.
func CodePNG(text string) ([]byte, error) {
	code, err := qr.Encode(text, qr.M)
	if err != nil {
		return nil, err
	}
	code.Scale = 16
	return code.PNG(), nil
}
