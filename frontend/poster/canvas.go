package poster

import (
	"image"
	"image/color"
	"image/draw"
	"math"

	"golang.org/x/image/font"
	"golang.org/x/image/vector"
)

// canvas is the picture while it is drawn.
type canvas struct {
	*image.RGBA
	faces faces
}

func (c canvas) text(f font.Face, text string, x, y int, ink color.RGBA) {
	(&font.Drawer{Dst: c.RGBA, Src: image.NewUniform(ink), Face: f, Dot: at(x, y)}).DrawString(text)
}

func (c canvas) centred(f font.Face, text string, x, y int, ink color.RGBA) {
	c.text(f, text, x-measure(f, text)/2, y, ink)
}

// fill paints what path encloses.
func (c canvas) fill(ink color.RGBA, path func(*vector.Rasterizer)) {
	z := vector.NewRasterizer(Width, Height)
	z.DrawOp = draw.Over
	path(z)
	z.Draw(c.RGBA, c.RGBA.Bounds(), image.NewUniform(ink), image.Point{})
}

// polygon goes through points, x and y in turn.
func polygon(points ...float32) func(*vector.Rasterizer) {
	return func(z *vector.Rasterizer) {
		z.MoveTo(points[0], points[1])
		for i := 2; i+1 < len(points); i += 2 {
			z.LineTo(points[i], points[i+1])
		}
		z.ClosePath()
	}
}

// arc of a circle from one angle to another, in radians, as a fine polygon.
func arc(z *vector.Rasterizer, x, y, radius, from, to float64, begin bool) {
	const steps = 24
	for i := range steps + 1 {
		angle := from + (to-from)*float64(i)/steps
		px, py := float32(x+radius*math.Cos(angle)), float32(y+radius*math.Sin(angle))
		if begin && i == 0 {
			z.MoveTo(px, py)
		} else {
			z.LineTo(px, py)
		}
	}
}

func (c canvas) disc(x, y, radius int, ink color.RGBA) {
	c.fill(ink, func(z *vector.Rasterizer) {
		arc(z, float64(x), float64(y), float64(radius), 0, 2*math.Pi, true)
		z.ClosePath()
	})
}

// pill is a bar with round ends.
func (c canvas) pill(x, y, width, height int, ink color.RGBA) {
	r := float64(height) / 2
	left, right, middle := float64(x)+r, float64(x+width)-r, float64(y)+r
	c.fill(ink, func(z *vector.Rasterizer) {
		arc(z, left, middle, r, math.Pi/2, 3*math.Pi/2, true)
		arc(z, right, middle, r, -math.Pi/2, math.Pi/2, false)
		z.ClosePath()
	})
}

// tick is a check mark whose left end is at x, in the middle of its height at y.
func (c canvas) tick(x, y int, ink color.RGBA) {
	fx, fy := float32(x), float32(y)
	c.fill(ink, polygon(fx, fy+1, fx+4, fy-4, fx+11, fy+4, fx+24, fy-12, fx+29, fy-8, fx+11, fy+13))
}

// awning is the cloth of a stall along the upper edge.
func (c canvas) awning(inks Inks) {
	const stripe = 60
	for i := 0; i*stripe < Width; i++ {
		ink := inks.Fill
		if i%2 == 1 {
			ink = inks.Stripe
		}
		left := float64(i * stripe)
		c.fill(ink, func(z *vector.Rasterizer) {
			z.MoveTo(float32(left), 0)
			z.LineTo(float32(left+stripe), 0)
			arc(z, left+stripe/2, awning-stripe/2, stripe/2, 0, math.Pi, false)
			z.ClosePath()
		})
	}
}

// bunting hangs flags on a cord along the lower edge.
func (c canvas) bunting(inks Inks) {
	const flags, sag, top = 17, 34, Height - 94
	cord := func(x float64) float64 { return top + sag*(1-math.Pow(2*x/Width-1, 2)) }
	c.fill(inks.Muted, func(z *vector.Rasterizer) {
		const steps = 60
		z.MoveTo(0, float32(cord(0)))
		for i := 1; i <= steps; i++ {
			x := Width * float64(i) / steps
			z.LineTo(float32(x), float32(cord(x)))
		}
		for i := steps; i >= 0; i-- {
			x := Width * float64(i) / steps
			z.LineTo(float32(x), float32(cord(x)+2.5))
		}
		z.ClosePath()
	})
	colours := []color.RGBA{inks.Fill, inks.Sun, inks.Sea}
	for i := range flags {
		x := Width * (float64(i) + 0.5) / flags
		const half, drop = 24, 52
		c.fill(colours[i%len(colours)], polygon(
			float32(x-half), float32(cord(x-half)), float32(x+half), float32(cord(x+half)), float32(x), float32(cord(x)+drop)))
	}
}
