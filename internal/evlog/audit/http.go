package audit

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"
)

// readTimeout leaves time for a large bundle on a slow line.
const readTimeout = time.Minute

type site struct {
	prefix string
	client *http.Client
}

// At reads a log at its address.
func At(prefix string) Source {
	return site{strings.TrimRight(prefix, "/"), &http.Client{Timeout: readTimeout}}
}

// Read implements Source.
func (s site) Read(ctx context.Context, path string, maxBytes int64) ([]byte, error) {
	address := s.prefix + "/" + path
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, err
	}
	res, err := s.client.Do(req)
	if err != nil {
		return nil, err
	}
	defer func() { _ = res.Body.Close() }()
	switch res.StatusCode {
	case http.StatusOK:
	case http.StatusNotFound, http.StatusGone:
		return nil, fmt.Errorf("%s: %w", address, ErrNoFile)
	default:
		return nil, fmt.Errorf("%s answered %q", address, res.Status)
	}
	data, err := io.ReadAll(io.LimitReader(res.Body, maxBytes+1))
	if err == nil && int64(len(data)) > maxBytes {
		err = fmt.Errorf("%s has more than %d bytes", address, maxBytes)
	}
	return data, err
}
