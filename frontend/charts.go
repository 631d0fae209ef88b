package frontend

import (
	"fmt"
	"math"
	"strings"
)

// barWidth is the width of a bar in a drawing 1000 wide. A share above zero is always visible.
func barWidth(share float64) int {
	width := int(math.Round(share * 1000))
	if share > 0 {
		width = max(width, 4)
	}
	return min(width, 1000)
}

// sparkline is a little curve in a drawing of 120 by 32.
type sparkline struct {
	Points string // of the line
	Area   string // of the surface under it
	EndX   float64
	EndY   float64
	Most   int
}

const (
	sparkWidth, sparkHeight = 120.0, 32.0
	sparkMargin             = 3.0
)

// newSparkline draws one value a day, oldest first. Fewer than two values are a flat line.
func newSparkline(values []int) sparkline {
	if len(values) == 0 {
		values = []int{0}
	}
	if len(values) == 1 {
		values = []int{values[0], values[0]}
	}
	line := sparkline{}
	for _, v := range values {
		line.Most = max(line.Most, v)
	}
	var points strings.Builder
	for i, v := range values {
		line.EndX = sparkMargin + float64(i)*(sparkWidth-2*sparkMargin)/float64(len(values)-1)
		line.EndY = sparkHeight - sparkMargin
		if line.Most > 0 {
			line.EndY -= float64(v) / float64(line.Most) * (sparkHeight - 2*sparkMargin)
		}
		fmt.Fprintf(&points, "%.1f,%.1f ", line.EndX, line.EndY)
	}
	line.Points = strings.TrimSpace(points.String())
	line.Area = fmt.Sprintf("%.1f,%.1f %s %.1f,%.1f", sparkMargin, sparkHeight, line.Points, line.EndX, sparkHeight)
	return line
}
