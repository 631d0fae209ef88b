package bench

import (
	"net"

	"github.com/gofiber/fiber/v2"
)

// Echo answers every POST on ln with the body that it brought, and every GET with page: what
// Fiber can do at most on this machine when nothing is asked of it. It ends when ln is closed.
func Echo(ln net.Listener, page []byte) error {
	app := fiber.New(fiber.Config{DisableStartupMessage: true})
	app.Post("/*", func(c *fiber.Ctx) error { return c.Send(c.Body()) })
	app.Get("/*", func(c *fiber.Ctx) error {
		c.Set(fiber.HeaderContentType, fiber.MIMETextHTMLCharsetUTF8)
		return c.Send(page)
	})
	return app.Listener(ln)
}
