package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"time"

	"kermesse/contests/draw/proof"
)

// openBundle opens a proof: a folder, a zip, or the address of a zip of at most maxBytes.
// done is to be called when the bundle is no longer needed.
func openBundle(ctx context.Context, where string, maxBytes int64) (bundle *proof.Bundle, done func() error, err error) {
	if strings.HasPrefix(where, "https://") || strings.HasPrefix(where, "http://") {
		return downloadBundle(ctx, where, maxBytes)
	}
	info, err := os.Stat(where)
	if err != nil {
		return nil, nil, err
	}
	if info.IsDir() {
		bundle, err := proof.OpenFolder(os.DirFS(where))
		return bundle, func() error { return nil }, err
	}
	file, err := os.Open(where)
	if err != nil {
		return nil, nil, err
	}
	return openZip(file, file.Close)
}

func openZip(file *os.File, done func() error) (*proof.Bundle, func() error, error) {
	info, err := file.Stat()
	if err != nil {
		return nil, nil, errors.Join(err, done())
	}
	bundle, err := proof.OpenZip(file, info.Size())
	if err != nil {
		return nil, nil, errors.Join(err, done())
	}
	return bundle, done, nil
}

// downloadBundle keeps the zip in a temporary file, since a zip is read from its end.
func downloadBundle(ctx context.Context, address string, maxBytes int64) (*proof.Bundle, func() error, error) {
	file, err := os.CreateTemp("", "kermesse-proof-*.zip")
	if err != nil {
		return nil, nil, err
	}
	done := func() error { return errors.Join(file.Close(), os.Remove(file.Name())) }
	if err := download(ctx, address, maxBytes, file); err != nil {
		return nil, nil, errors.Join(err, done())
	}
	return openZip(file, done)
}

// downloadTimeout leaves time for a large proof on a slow line.
const downloadTimeout = 15 * time.Minute

// detailOf is what a Kermesse says beside the status, where it says something.
func detailOf(body io.Reader) string {
	var problem map[string]any // RFC 9457
	if err := json.NewDecoder(io.LimitReader(body, 1<<16)).Decode(&problem); err != nil {
		return ""
	}
	detail, _ := problem["detail"].(string)
	if detail == "" {
		return ""
	}
	return ": " + printable(detail)
}

func download(ctx context.Context, address string, maxBytes int64, to io.Writer) error {
	ctx, cancel := context.WithTimeout(ctx, downloadTimeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return err
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer func() { _ = res.Body.Close() }()
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("%s answered %q%s", address, res.Status, detailOf(res.Body))
	}
	n, err := io.Copy(to, io.LimitReader(res.Body, maxBytes+1))
	if err == nil && n > maxBytes {
		err = fmt.Errorf("%s has more than %d MB", address, maxBytes>>20)
	}
	return err
}
