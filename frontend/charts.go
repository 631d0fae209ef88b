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

// A chart of columns is drawn 720 wide and 200 high, and stretched to its place.
const (
	chartWidth, chartHeight = 720.0, 200.0
	chartMargin             = 4.0
)

// column is one bar of a chart.
type column struct {
	X, Y, Width, Height float64
	Class               string // of the style sheet; shapes differ too, so that colour is not alone
}

// columnChart is bars above and below a line. It says nothing that the table beside it does not.
type columnChart struct {
	Columns []column
	Labels  []string // under the bars, from the first to the last
	Zero    float64  // height of the line
	Most    int64    // that the highest bar stands for
}

// newFlowChart draws what came by day above a line, and what went below it.
func newFlowChart(lang string, days []PointDay) columnChart {
	ups, downs := make([][2]int64, len(days)), make([][2]int64, len(days))
	labels := make([]string, len(days))
	for i, d := range days {
		ups[i], downs[i] = [2]int64{d.Issued, max(0, d.Adjusted)}, [2]int64{max(0, d.Burned), max(0, d.Expired)}
		labels[i] = ShortDay(lang, d.Day)
	}
	return drawColumns(ups, downs, labels)
}

// newColumns draws figures with their labels.
func newColumns(lines []ChartLine) columnChart {
	ups, downs := make([][2]int64, len(lines)), make([][2]int64, len(lines))
	labels := make([]string, len(lines))
	for i, l := range lines {
		ups[i], labels[i] = [2]int64{l.Value, 0}, l.Label
	}
	return drawColumns(ups, downs, labels)
}

// ChartLine is one figure of a chart.
type ChartLine struct {
	Label string
	Value int64
}

func drawColumns(ups, downs [][2]int64, labels []string) (chart columnChart) {
	var high, low int64
	for i := range ups {
		high, low = max(high, ups[i][0]+ups[i][1]), max(low, downs[i][0]+downs[i][1])
	}
	chart.Most = max(high, low)
	all := float64(max(high+low, 1))
	tall := chartHeight - 2*chartMargin
	scale := tall / all
	chart.Zero = chartMargin + float64(high)*scale
	step := (chartWidth - 2*chartMargin) / float64(max(len(ups), 1))
	wide := max(1, min(step*.72, 48))
	for i := range ups {
		x := chartMargin + step*float64(i) + (step-wide)/2
		y := chart.Zero
		for part, n := range ups[i] {
			if h := barHeight(n, scale); h > 0 {
				y -= h
				chart.Columns = append(chart.Columns, column{x, y, wide, h, []string{"in", "by-hand"}[part]})
			}
		}
		y = chart.Zero
		for part, n := range downs[i] {
			if h := barHeight(n, scale); h > 0 {
				chart.Columns = append(chart.Columns, column{x, y, wide, h, []string{"out-used", "lost"}[part]})
				y += h
			}
		}
	}
	every := (len(labels) + 5) / 6 // six labels have room
	for i := 0; i < len(labels); i += max(1, every) {
		chart.Labels = append(chart.Labels, labels[i])
	}
	return chart
}

// barHeight makes whatever is above zero visible.
func barHeight(n int64, scale float64) float64 {
	if n <= 0 {
		return 0
	}
	return max(1, float64(n)*scale)
}
