package main

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"math"
)

// iceCream draws a cone with a scoop of one colour, size × size pixels, as PNG, so that the demo has pictures of its
// own and needs no file of anybody's.
func iceCream(size int, scoop, backdrop color.NRGBA) ([]byte, error) {
	img := image.NewNRGBA(image.Rect(0, 0, size, size))
	for y := range size {
		for x := range size {
			img.SetNRGBA(x, y, iceCreamPixel(float64(x)/float64(size), float64(y)/float64(size), scoop, backdrop))
		}
	}
	var out bytes.Buffer
	err := png.Encode(&out, img)
	return out.Bytes(), err
}

// iceCreamPixel is the colour at (x, y), both from 0 to 1, the origin at the top left.
func iceCreamPixel(x, y float64, scoop, backdrop color.NRGBA) color.NRGBA {
	c := shade(backdrop, 1.06-0.12*y)
	// The cone: a triangle with its point down, its waffle two sets of diagonals.
	if inside := coneDistance(x, y); inside > 0 {
		waffle := color.NRGBA{R: 222, G: 168, B: 104, A: 255}
		if stripe(x+y*0.55) || stripe(x-y*0.55) {
			waffle = shade(waffle, 0.84)
		}
		c = blend(c, waffle, inside)
	}
	// The scoop: a circle with a skirt of small ones, lit from the left.
	d := 0.19 - math.Hypot(x-0.5, y-0.38)
	for i := range 5 {
		d = math.Max(d, 0.055-math.Hypot(x-(0.37+0.065*float64(i)), y-0.5))
	}
	if d > 0 {
		light := 1.1 - 0.55*math.Hypot(x-0.43, y-0.3)
		c = blend(c, shade(scoop, light), edge(d))
	}
	return c
}

// coneDistance is 0 outside the cone, 1 well inside, and between them on its edge.
func coneDistance(x, y float64) float64 {
	const top, point, half = 0.5, 0.9, 0.165
	if y < top || y > point {
		return 0
	}
	width := half * (point - y) / (point - top)
	return edge(width - math.Abs(x-0.5))
}

func stripe(v float64) bool { return math.Mod(v*17+34, 1) < 0.14 }

// edge softens a border over about two pixels.
func edge(distance float64) float64 { return math.Min(1, math.Max(0, distance*400)) }

func shade(c color.NRGBA, by float64) color.NRGBA {
	part := func(v uint8) uint8 { return uint8(math.Min(255, float64(v)*by)) }
	return color.NRGBA{R: part(c.R), G: part(c.G), B: part(c.B), A: 255}
}

func blend(under, over color.NRGBA, share float64) color.NRGBA {
	part := func(u, o uint8) uint8 { return uint8(float64(u)*(1-share) + float64(o)*share) }
	return color.NRGBA{R: part(under.R, over.R), G: part(under.G, over.G), B: part(under.B, over.B), A: 255}
}
