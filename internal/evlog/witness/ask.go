package witness

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"kermesse/internal/c2sp"
)

const (
	askTimeout = 10 * time.Second
	// maxAnswerBytes leaves room for the lines of other kinds of keys.
	maxAnswerBytes = 16 << 10
)

var client = &http.Client{
	Timeout: askTimeout,
	// A witness that points elsewhere is asked no further: the address is the operator's choice.
	CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
}

// Ask asks the witness at url for its signature lines on a checkpoint. It is a
// *StaleError where the witness cosigned another size last.
func Ask(ctx context.Context, url string, s c2sp.Submission) (lines []byte, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, url+"/add-checkpoint", bytes.NewReader(s.Encode()))
	if err != nil {
		return nil, err
	}
	res, err := client.Do(req)
	if err != nil {
		return nil, err
	}
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(io.LimitReader(res.Body, maxAnswerBytes+1))
	switch {
	case err != nil:
		return nil, err
	case len(body) > maxAnswerBytes:
		return nil, fmt.Errorf("the answer has more than %d bytes", maxAnswerBytes)
	case res.StatusCode == http.StatusConflict:
		size, err := c2sp.ParseSize(body)
		if err != nil {
			return nil, err
		}
		return nil, &StaleError{size}
	case res.StatusCode != http.StatusOK:
		return nil, fmt.Errorf("it answered %q: %.200q", res.Status, strings.TrimSpace(string(body)))
	}
	return body, nil
}
