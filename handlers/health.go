package handlers

import (
	"context"
	"time"

	"github.com/gofiber/fiber/v2"

	"kermesse/internal/fault"
)

var errNotReady = fault.New(fault.Unavailable, "not_ready",
	"Le service démarre ou s’arrête. Réessayez dans un instant.", "The service is starting or stopping. Try again in a moment.")

// healthz tells that the process lives; it asks nothing of the database, so that a
// database that is gone does not get every node restarted.
func (a *App) healthz(c *fiber.Ctx) error {
	return c.JSON(fiber.Map{"status": "ok", "version": a.Config.Version})
}

// readyTimeout is how long the database may take to answer before the node is not ready.
const readyTimeout = 3 * time.Second

// readyz tells whether traffic should come: the database answers and no stop was asked. It also
// tells whether a newer program has migrated the database meanwhile: this one goes on serving
// beside it, but would not start again.
func (a *App) readyz(c *fiber.Ctx) error {
	select {
	case <-a.closing:
		return sendProblem(c, a.newProblem(c.UserContext(), errNotReady))
	default:
	}
	ctx, cancel := context.WithTimeout(c.UserContext(), readyTimeout)
	defer cancel()
	ahead, err := a.Ready(ctx)
	if err != nil {
		a.Log.Warn("not ready", "error", err)
		return sendProblem(c, a.newProblem(c.UserContext(), errNotReady))
	}
	schema := "current"
	if ahead {
		schema = "newer"
	}
	return c.JSON(fiber.Map{"status": "ready", "schema": schema})
}
