package main

import (
	"fmt"
	"net/url"
	"strings"

	"kermesse/internal/c2sp"
	"kermesse/internal/evlog"
)

// endpoint is a witness as the settings name it: "VKEY URL".
type endpoint evlog.Endpoint

// UnmarshalText implements encoding.TextUnmarshaler; kong calls it.
func (e *endpoint) UnmarshalText(text []byte) error {
	words := strings.Fields(string(text))
	if len(words) != 2 {
		return fmt.Errorf("%q is not the key of a witness, a space, and its address", text)
	}
	key, err := c2sp.ParseWitness(words[0])
	if err != nil {
		return err
	}
	u, err := url.Parse(words[1])
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return fmt.Errorf("%q is not like https://temoin.example", words[1])
	}
	*e = endpoint{Witness: key, URL: strings.TrimRight(words[1], "/")}
	return nil
}

func endpoints(settings []endpoint) []evlog.Endpoint {
	all := make([]evlog.Endpoint, len(settings))
	for i, s := range settings {
		all[i] = evlog.Endpoint(s)
	}
	return all
}
