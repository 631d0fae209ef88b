package main

import (
	"log/slog"

	"kermesse/handlers"
	"kermesse/internal/clock"
)

type openAPICmd struct{}

// Run prints the API's document. It needs no database: the document is made of the
// route table.
func (openAPICmd) Run(rc *runContext) error {
	app := handlers.New(handlers.Deps{
		Config: handlers.Config{BaseURL: "https://kermesse.example", Version: version},
		Clock:  clock.System, Log: slog.New(slog.DiscardHandler),
	})
	document, err := app.OpenAPI()
	if err != nil {
		return err
	}
	_, err = rc.Stdout.Write(append(document, '\n'))
	return err
}
