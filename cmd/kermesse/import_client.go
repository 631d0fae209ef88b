package main

import (
	"bytes"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"kermesse/contests"
)

// importReport is the server's account of every row.
type importReport struct {
	Rows         int          `json:"rows"`
	Accepted     int          `json:"accepted"`
	RefusedCount int          `json:"refused_count"`
	Filtered     int          `json:"filtered"`
	Repeated     int          `json:"repeated"`
	Refused      []refusedRow `json:"refused"`
}

type refusedRow struct {
	Row     int    `json:"row"`
	Author  string `json:"author,omitempty"`
	Code    string `json:"code"`
	Message string `json:"message"`
}

// uploadTime is how long a server may take over a large file.
const uploadTime = 5 * time.Minute

// upload sends a file and fields as a form, without reading the file into memory.
func (c *replayClient) upload(path, file string, fields url.Values, into any) (err error) {
	content, err := os.Open(file)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, content.Close()) }()
	info, err := content.Stat()
	if err != nil {
		return err
	}
	if info.Size() > contests.MaxImportBytes {
		return plainly(contests.ErrFileTooLarge.With(contests.MaxImportBytes >> 20))
	}
	before, after, contentType, err := formAround(filepath.Base(file), fields)
	if err != nil {
		return err
	}
	body := io.MultiReader(bytes.NewReader(before), content, bytes.NewReader(after))
	r, err := http.NewRequestWithContext(c.ctx, http.MethodPost, c.base+path, body)
	if err != nil {
		return err
	}
	r.ContentLength = int64(len(before)) + info.Size() + int64(len(after))
	r.Header.Set("Content-Type", contentType)
	r.Header.Set("Authorization", "Bearer "+c.token)
	client := &http.Client{Timeout: uploadTime}
	resp, err := client.Do(r)
	if err != nil {
		return err
	}
	defer func() { _ = resp.Body.Close() }() // read to its end, or given up
	return readReply(resp, into)
}

// formAround is what stands before and after the file in a form.
func formAround(file string, fields url.Values) (before, after []byte, contentType string, err error) {
	var out bytes.Buffer
	form := multipart.NewWriter(&out)
	for name, values := range fields {
		for _, value := range values {
			if err := form.WriteField(name, value); err != nil {
				return nil, nil, "", err
			}
		}
	}
	if _, err := form.CreateFormFile("file", file); err != nil {
		return nil, nil, "", err
	}
	before = bytes.Clone(out.Bytes())
	out.Reset()
	err = form.Close()
	return before, out.Bytes(), form.FormDataContentType(), err
}
