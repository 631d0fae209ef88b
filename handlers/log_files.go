package handlers

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"kermesse/internal/c2sp"
	"kermesse/internal/evlog"
	"kermesse/internal/kept"
)

const (
	forEver    = "public, max-age=31536000, immutable" // what has been written once stays
	forSeconds = "public, max-age=2"                   // what grows, or may get another cosignature
)

// sendLogFile answers programs of any site: nothing of the log depends on who asks.
func sendLogFile(c *fiber.Ctx, contentType, caching string, body []byte) error {
	c.Set(fiber.HeaderContentType, contentType)
	c.Set(fiber.HeaderCacheControl, caching)
	c.Set(fiber.HeaderVary, fiber.HeaderAcceptEncoding) // and not the language
	c.Set(fiber.HeaderAccessControlAllowOrigin, "*")
	return c.Send(body)
}

// logCheckpoint answers the latest signed checkpoint, with the cosignatures so far.
func (a *App) logCheckpoint(c *fiber.Ctx) error {
	head, err := a.Evlog.Head(c.UserContext())
	if err != nil {
		return err
	}
	return sendLogFile(c, fiber.MIMETextPlainCharsetUTF8, forSeconds, head.Note)
}

// logTile answers a tile of hashes, or a bundle of records.
func (a *App) logTile(c *fiber.Ctx) error {
	tile, err := c2sp.ParseTilePath("tile/" + c.Params("*"))
	if err != nil {
		return errNoRoute
	}
	data, err := a.Evlog.Tile(c.UserContext(), tile)
	if err != nil {
		return err
	}
	if c2sp.IsEntryTile(tile) && len(data) >= compressible && accepted(c) == kept.Gzip {
		c.Set(fiber.HeaderContentEncoding, "gzip")
		data = fasthttp.AppendGzipBytesLevel(nil, data, fasthttp.CompressDefaultCompression)
	}
	return sendLogFile(c, fiber.MIMEOctetStream, forEver, data)
}

// logRecord answers a record as it was appended, also one whose digest stands in the log.
func (a *App) logRecord(c *fiber.Ctx) error {
	index, err := logIndex(c)
	if err != nil {
		return err
	}
	record, err := a.Evlog.Record(c.UserContext(), index)
	if err != nil {
		return err
	}
	return sendLogFile(c, fiber.MIMETextPlainCharsetUTF8, forEver, record)
}

// logProof answers the .tlog-proof of a record under the checkpoint that proves it best.
func (a *App) logProof(c *fiber.Ctx) error {
	index, err := logIndex(c)
	if err != nil {
		return err
	}
	head, err := a.Evlog.Covering(c.UserContext(), index)
	if err != nil {
		return err
	}
	proof, err := a.Evlog.Proof(c.UserContext(), index, head.Size)
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentDisposition, fmt.Sprintf(`attachment; filename="record-%d.tlog-proof"`, index))
	return sendLogFile(c, fiber.MIMETextPlainCharsetUTF8, forSeconds, proof)
}

// logKeys answers the keys that sign or signed, one a line, in their order.
func (a *App) logKeys(c *fiber.Ctx) error {
	keys, err := a.Evlog.Keys(c.UserContext())
	if err != nil {
		return err
	}
	var lines strings.Builder
	for _, k := range keys {
		if k.Signing {
			lines.WriteString(k.VerifierKey + "\n")
		}
	}
	return sendLogFile(c, fiber.MIMETextPlainCharsetUTF8, forSeconds, []byte(lines.String()))
}

func logIndex(c *fiber.Ctx) (int64, error) {
	index, err := strconv.ParseInt(c.Params("index"), 10, 64)
	if err != nil || index < 0 || strconv.FormatInt(index, 10) != c.Params("index") {
		return 0, evlog.ErrNoRecord
	}
	return index, nil
}
