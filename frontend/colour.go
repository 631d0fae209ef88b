package frontend

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// rgb is an sRGB colour, 0 to 1 a channel.
type rgb struct{ r, g, b float64 }

// parseHex reads "#rgb" and "#rrggbb".
func parseHex(s string) (rgb, error) {
	digits := strings.TrimPrefix(strings.TrimSpace(s), "#")
	if len(digits) == 3 {
		digits = string([]byte{digits[0], digits[0], digits[1], digits[1], digits[2], digits[2]})
	}
	n, err := strconv.ParseUint(digits, 16, 32)
	if err != nil || len(digits) != 6 {
		return rgb{}, fmt.Errorf("colour %q: want #rrggbb", s)
	}
	return rgb{float64(n>>16) / 255, float64(n>>8&255) / 255, float64(n&255) / 255}, nil
}

// mustHex is for the colours written in this package.
func mustHex(s string) rgb {
	c, err := parseHex(s)
	if err != nil {
		panic(err)
	}
	return c
}

// hex writes "#rrggbb", channels rounded and clipped.
func (c rgb) hex() string {
	channel := func(v float64) int { return int(math.Round(math.Min(1, math.Max(0, v)) * 255)) }
	return fmt.Sprintf("#%02x%02x%02x", channel(c.r), channel(c.g), channel(c.b))
}

// written is the colour as a browser reads it back, after rounding.
func (c rgb) written() rgb { return mustHex(c.hex()) }

// linear undoes the sRGB transfer curve (IEC 61966-2-1).
func linear(v float64) float64 {
	if v <= 0.04045 {
		return v / 12.92
	}
	return math.Pow((v+0.055)/1.055, 2.4)
}

// gamma applies the sRGB transfer curve.
func gamma(v float64) float64 {
	if v <= 0.0031308 {
		return v * 12.92
	}
	return 1.055*math.Pow(v, 1/2.4) - 0.055
}

// luminance is WCAG 2 relative luminance.
func (c rgb) luminance() float64 {
	return 0.2126*linear(c.r) + 0.7152*linear(c.g) + 0.0722*linear(c.b)
}

// contrast is the WCAG 2 ratio of two colours, 1 to 21.
func contrast(a, b rgb) float64 {
	x, y := a.luminance(), b.luminance()
	return (math.Max(x, y) + 0.05) / (math.Min(x, y) + 0.05)
}

// oklch is a colour by lightness (0 to 1), chroma and hue (radians): lightness can change while the hue stays.
// Matrices: B. Ottosson, "A perceptual color space for image processing" (2020).
type oklch struct{ l, c, h float64 }

func toOKLCH(c rgb) oklch {
	r, g, b := linear(c.r), linear(c.g), linear(c.b)
	l := math.Cbrt(0.4122214708*r + 0.5363325363*g + 0.0514459929*b)
	m := math.Cbrt(0.2119034982*r + 0.6806995451*g + 0.1073969566*b)
	s := math.Cbrt(0.0883024619*r + 0.2817188376*g + 0.6299787005*b)
	lightness := 0.2104542553*l + 0.7936177850*m - 0.0040720468*s
	x := 1.9779984951*l - 2.4285922050*m + 0.4505937099*s
	y := 0.0259040371*l + 0.7827717662*m - 0.8086757660*s
	return oklch{lightness, math.Hypot(x, y), math.Atan2(y, x)}
}

// rgb gives up chroma until the colour exists in sRGB.
func (k oklch) rgb() rgb {
	const steps = 24
	for range steps {
		if c, ok := k.inGamut(); ok {
			return c
		}
		k.c *= 0.9
	}
	grey := gamma(k.l * k.l * k.l)
	return rgb{grey, grey, grey}
}

func (k oklch) inGamut() (rgb, bool) {
	x, y := k.c*math.Cos(k.h), k.c*math.Sin(k.h)
	l := k.l + 0.3963377774*x + 0.2158037573*y
	m := k.l - 0.1055613458*x - 0.0638541728*y
	s := k.l - 0.0894841775*x - 1.2914855480*y
	l, m, s = l*l*l, m*m*m, s*s*s
	r := 4.0767416621*l - 3.3077115913*m + 0.2309699292*s
	g := -1.2684380046*l + 2.6097574011*m - 0.3413193965*s
	b := -0.0041960863*l - 0.7034186147*m + 1.7076147010*s
	const slack = 0.0005
	for _, v := range []float64{r, g, b} {
		if v < -slack || v > 1+slack {
			return rgb{}, false
		}
	}
	return rgb{gamma(math.Max(r, 0)), gamma(math.Max(g, 0)), gamma(math.Max(b, 0))}, true
}

// reach moves c's lightness away from the backgrounds, hue kept, until its contrast with each is at least want.
func reach(c rgb, want float64, backgrounds ...rgb) rgb {
	enough := func(c rgb) bool {
		for _, bg := range backgrounds {
			if contrast(c, bg) < want {
				return false
			}
		}
		return true
	}
	step, end := -0.01, rgb{}
	if backgrounds[0].luminance() < 0.18 {
		step, end = 0.01, rgb{1, 1, 1}
	}
	k := toOKLCH(c)
	for !enough(c) {
		k.l += step
		if k.l <= 0 || k.l >= 1 {
			return end
		}
		c = k.rgb().written()
	}
	return c
}

// readableOn is the text colour on a fill: white if it reaches 4.5, else the fill's own near-black, else black.
func readableOn(fill rgb) rgb {
	white := rgb{1, 1, 1}
	if contrast(white, fill) >= 4.5 {
		return white
	}
	k := toOKLCH(fill)
	if dark := (oklch{0.2, math.Min(k.c, 0.06), k.h}).rgb().written(); contrast(dark, fill) >= 4.5 {
		return dark
	}
	return rgb{} // black reaches 4.5 on every colour on which white does not
}
