// Package typeface holds the fonts of what is drawn here and not by a browser: pictures for shared links and documents
// on paper. They are Noto Sans and Noto Serif (SIL Open Font License, see fonts/OFL.txt) with the letters of Latin,
// Greek and Cyrillic.
package typeface

import (
	_ "embed" // the fonts
	"strings"
	"sync"
	"unicode"

	"golang.org/x/image/font/sfnt"
	"golang.org/x/text/unicode/norm"
)

// The fonts as TrueType files. Nobody may change them.
var (
	//go:embed fonts/NotoSans-Regular.ttf
	Sans []byte
	//go:embed fonts/NotoSans-Bold.ttf
	SansBold []byte
	//go:embed fonts/NotoSerif-Bold.ttf
	SerifBold []byte
)

// Unknown stands for a letter that the fonts do not have.
const Unknown = '\ufffd'

// letters is the font with the fewest letters: what it draws, all draw.
var letters = sync.OnceValue(func() *sfnt.Font {
	font, err := sfnt.Parse(SerifBold)
	if err != nil {
		panic(err) // part of the binary: a broken build
	}
	return font
})

// Drawable is text as the fonts can draw it: composed, the narrow no-break space widened, a letter of another script
// replaced by Unknown, and what is no letter (an emoji, a mark of direction) left out.
func Drawable(text string) string {
	var out strings.Builder
	font, buffer := letters(), &sfnt.Buffer{}
	for _, r := range norm.NFC.String(text) {
		switch {
		case r == '\u202f':
			out.WriteRune('\u00a0')
		case r == '\n' || r == '\t':
			out.WriteRune(' ')
		case !unicode.IsPrint(r) && !unicode.IsSpace(r):
		case drawn(font, buffer, r):
			out.WriteRune(r)
		case unicode.IsLetter(r) || unicode.IsNumber(r):
			out.WriteRune(Unknown)
		}
	}
	return strings.Join(strings.FieldsFunc(out.String(), func(r rune) bool { return r == ' ' }), " ")
}

func drawn(font *sfnt.Font, buffer *sfnt.Buffer, r rune) bool {
	glyph, err := font.GlyphIndex(buffer, r)
	return err == nil && glyph != 0
}
