package poster

import (
	"strings"

	"golang.org/x/image/font"
)

const ellipsis = "…"

// wrap breaks text at spaces into lines of at most width pixels. A word that is wider than a line is broken inside.
func wrap(f font.Face, text string, width int) []string {
	var lines []string
	line := ""
	for _, word := range strings.Split(text, " ") {
		for measure(f, word) > width {
			head := prefix(f, word, width)
			if line != "" {
				lines, line = append(lines, line), ""
			}
			lines, word = append(lines, head), word[len(head):]
		}
		joined := strings.TrimSpace(line + " " + word)
		if line != "" && measure(f, joined) > width {
			lines, joined = append(lines, line), word
		}
		line = joined
	}
	return append(lines, line)
}

// cut keeps the first lines; the last of them says that more was there.
func cut(f font.Face, lines []string, most, width int) []string {
	if len(lines) <= most {
		return lines
	}
	kept := append([]string{}, lines[:most]...)
	kept[most-1] = fit(f, kept[most-1]+" "+lines[most], width)
	return kept
}

// fit is text if it is at most width pixels wide, and else as much of it as leaves room for an ellipsis.
func fit(f font.Face, text string, width int) string {
	if measure(f, text) <= width {
		return text
	}
	return strings.TrimRight(prefix(f, text, width-measure(f, ellipsis)), " ,;:.-–") + ellipsis
}

// prefix is the longest beginning of text that is at most width pixels wide, one letter at least.
func prefix(f font.Face, text string, width int) string {
	end := 0
	for i, r := range text {
		next := i + len(string(r))
		if end > 0 && measure(f, text[:next]) > width {
			break
		}
		end = next
	}
	return text[:end]
}
