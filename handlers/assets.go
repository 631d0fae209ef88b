package handlers

import (
	"strings"

	"github.com/gofiber/fiber/v2"

	"kermesse/frontend"
	"kermesse/internal/kept"
)

// asset serves the embedded files. Their names carry a hash of their content, so a
// browser may keep them for ever.
func (a *App) asset(c *fiber.Ctx) error {
	file, ok := frontend.Asset(c.Params("*"))
	if !ok {
		return errNoRoute
	}
	c.Set(fiber.HeaderCacheControl, "public, max-age=31536000, immutable")
	return sendAsset(c, file)
}

// sendAsset sends a file in the encoding that the browser likes best, or says that it has it
// already. The tag of each encoding is its own: their bytes differ. Ranges are not offered;
// whoever asks for one gets the whole.
func sendAsset(c *fiber.Ctx, file frontend.AssetFile) error {
	body, encoding := file.Body, kept.Identity
	if file.Gzip != nil {
		c.Vary(fiber.HeaderAcceptEncoding)
		encoding = accepted(c)
	}
	if file.Brotli != nil {
		encoding = accepted(c, kept.Brotli)
	}
	tag := file.ETag
	if encoding != kept.Identity {
		body = map[kept.Encoding][]byte{kept.Gzip: file.Gzip, kept.Brotli: file.Brotli}[encoding]
		tag = strings.TrimSuffix(tag, `"`) + "-" + string(encoding) + `"`
	}
	c.Set(fiber.HeaderETag, tag)
	if matches(c, tag) {
		c.Status(fiber.StatusNotModified)
		return nil
	}
	c.Set(fiber.HeaderContentType, file.ContentType)
	if encoding != kept.Identity {
		c.Set(fiber.HeaderContentEncoding, string(encoding))
	}
	return c.Send(body)
}
