package handlers

import (
	"bytes"
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"kermesse/internal/kept"
)

// accepted is the encoding that a browser likes best of those we have (RFC 9110, 12.5.3):
// gzip always and, where brotli is offered too, brotli if it does not mind.
func accepted(c *fiber.Ctx, offered ...kept.Encoding) kept.Encoding {
	brotli, zip, plain, others := -1.0, -1.0, -1.0, 0.0
	for part := range bytes.SplitSeq(c.Request().Header.Peek(fiber.HeaderAcceptEncoding), []byte(",")) {
		name, parameters, _ := strings.Cut(string(part), ";")
		wish := wishOf(parameters)
		switch strings.ToLower(strings.TrimSpace(name)) {
		case "br":
			brotli = wish
		case "gzip", "x-gzip":
			zip = wish
		case "identity":
			plain = wish
		case "*":
			others = wish
		}
	}
	if brotli < 0 {
		brotli = others
	}
	if zip < 0 {
		zip = others
	}
	switch {
	case slices.Contains(offered, kept.Brotli) && brotli > 0 && brotli >= zip && brotli >= plain:
		return kept.Brotli
	case zip > 0 && zip >= plain:
		return kept.Gzip
	}
	return kept.Identity
}

// wishOf reads the weight of a wish; 1 where none is said, 0 where it cannot be read.
func wishOf(parameters string) float64 {
	_, weight, said := strings.Cut(strings.ReplaceAll(parameters, " ", ""), "q=")
	if !said {
		return 1
	}
	q, err := strconv.ParseFloat(weight, 64)
	if err != nil || !(q >= 0 && q <= 1) {
		return 0
	}
	return q
}

// matches holds where the client has the answer of that tag already (RFC 9110, 13.1.2).
func matches(c *fiber.Ctx, tag string) bool {
	for known := range bytes.SplitSeq(c.Request().Header.Peek(fiber.HeaderIfNoneMatch), []byte(",")) {
		known = bytes.TrimSpace(known)
		if string(known) == "*" || string(bytes.TrimPrefix(known, []byte("W/"))) == strings.TrimPrefix(tag, "W/") {
			return true
		}
	}
	return false
}
