package handlers

import (
	"strings"

	"github.com/gofiber/fiber/v2"

	"kermesse/frontend"
)

// asset serves the embedded files. Their names carry a hash of their content, so a
// browser may keep them for ever.
func (a *App) asset(c *fiber.Ctx) error {
	file, ok := frontend.Asset(c.Params("*"))
	if !ok {
		return errNoRoute
	}
	c.Set(fiber.HeaderContentType, file.ContentType)
	c.Set(fiber.HeaderCacheControl, "public, max-age=31536000, immutable")
	c.Vary(fiber.HeaderAcceptEncoding)
	if file.Gzip != nil && strings.Contains(c.Get(fiber.HeaderAcceptEncoding), "gzip") {
		c.Set(fiber.HeaderContentEncoding, "gzip")
		return c.Send(file.Gzip)
	}
	return c.Send(file.Body)
}
