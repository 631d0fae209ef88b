package handlers

import (
	"bytes"

	"github.com/gofiber/fiber/v2"

	"kermesse/internal/fault"
)

// What a request may be made of, however few its bytes: a quarter of a megabyte has room for a
// hundred thousand fields, and each costs many times its letters. No form and no operation of
// ours comes near these.
const (
	mostQueryFields = 200
	mostFormFields  = 4000
	mostJSONDepth   = 32
	mostJSONValues  = 60_000
)

var errIntricate = fault.New(fault.TooLarge, "request_too_intricate",
	"La demande compte trop de champs, ou trop de niveaux imbriqués.",
	"The request has too many fields, or too many levels.")

// isJSON holds for a body that is read as JSON: what says nothing is, too.
func isJSON(c *fiber.Ctx) bool {
	kind := c.Request().Header.ContentType()
	return isAPI(c.Path()) && (len(kind) == 0 || bytes.Contains(bytes.ToLower(kind), []byte("json")))
}

// intricate tells whether a text in JSON has too many values or levels, before anything is made
// of it. Whether it is JSON at all is found out later.
func intricate(text []byte) bool {
	depth, values := 0, 0
	quoted, escaped := false, false
	for _, b := range text {
		switch {
		case escaped:
			escaped = false
		case quoted:
			escaped, quoted = b == '\\', b != '"'
		case b == '"':
			quoted = true
		case b == '[' || b == '{':
			depth++
			values++
		case b == ']' || b == '}':
			depth--
		case b == ',':
			values++
		}
		if depth > mostJSONDepth || values > mostJSONValues {
			return true
		}
	}
	return false
}
