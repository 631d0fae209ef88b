package webhook

import (
	"net"
	"net/url"
	"strings"
	"testing"
)

// What is told of a failure names nothing of the operator's own networks.
func TestFailureHidesTheNameServer(t *testing.T) {
	err := &url.Error{Op: "Post", URL: "https://shop.example/k?secret=1", Err: &net.OpError{
		Op: "dial", Net: "tcp", Err: &net.DNSError{Err: "no such host", Name: "shop.example", Server: "10.1.2.3:53", IsNotFound: true},
	}}
	if said := failureWords(err); strings.Contains(said, "10.1.2.3") || strings.Contains(said, "secret") {
		t.Error(said)
	}
}
