package handlers

import (
	"bufio"
	"context"
	"io"
	"time"

	"github.com/gofiber/fiber/v2"
)

// exportTime is how long a reader may take over a long file.
const exportTime = 10 * time.Minute

// streamFile answers a file as it is written, so that one of any length takes no memory. What
// goes wrong halfway breaks the connection: a file that ends early is never taken for whole.
func streamFile(c *fiber.Ctx, name, contentType string, write func(context.Context, io.Writer) error) error {
	c.Set(fiber.HeaderContentDisposition, `attachment; filename="`+name+`"`)
	c.Set(fiber.HeaderContentType, contentType)
	c.Set(fiber.HeaderCacheControl, "no-store")
	ctx, cancel := context.WithTimeout(context.WithoutCancel(c.UserContext()), exportTime)
	from, to := io.Pipe()
	go func() {
		defer cancel()
		out := bufio.NewWriterSize(to, 64<<10)
		err := write(ctx, out)
		if err == nil {
			err = out.Flush()
		}
		to.CloseWithError(err) // nil: the end
	}()
	c.Context().SetBodyStream(from, -1) // closed by the server when the reader has left: writing fails then
	return nil
}
