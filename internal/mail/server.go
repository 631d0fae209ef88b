package mail

import (
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strconv"
	"time"

	gomail "github.com/wneessen/go-mail"
)

// Server is the mail server that mails are handed to. Make one with ParseServer.
type Server struct {
	host     string
	port     int
	user     string
	password string
	secure   security
}

// security is how the connection is encrypted.
type security int

const (
	startTLS security = iota // plain until STARTTLS, which the server must offer
	fromOn                   // TLS from the first byte
	none                     // for a server on this machine, or where the URL says so
)

// ParseServer reads the setting of a mail server:
//
//	smtp://user:password@host:587   STARTTLS, which the server must offer
//	smtps://user:password@host:465  TLS from the first byte
//	smtp://localhost:25             without TLS, to this machine alone
//	smtp://host:25?tls=none         without TLS, at the operator's word; no password then
func ParseServer(text string) (Server, error) {
	u, err := url.Parse(text)
	if err != nil {
		return Server{}, errors.New("mail server: not a URL like smtp://user:password@host:587") // the URL holds a password
	}
	s := Server{host: u.Hostname(), port: 587, user: u.User.Username()}
	s.password, _ = u.User.Password()
	switch {
	case u.Scheme == "smtps":
		s.secure, s.port = fromOn, 465
	case u.Scheme != "smtp":
		return Server{}, fmt.Errorf("mail server: scheme %q is neither smtp nor smtps", u.Scheme)
	case u.Query().Get("tls") == "none" || isThisMachine(s.host):
		s.secure, s.port = none, 25
	}
	if s.host == "" || u.Path != "" && u.Path != "/" {
		return Server{}, errors.New("mail server: a host is needed, and nothing after it: smtp://user:password@host:587")
	}
	if port := u.Port(); port != "" {
		if s.port, err = strconv.Atoi(port); err != nil {
			return Server{}, fmt.Errorf("mail server: port %q", port)
		}
	}
	if s.secure == none && s.password != "" && !isThisMachine(s.host) {
		return Server{}, errors.New("mail server: a password would travel unencrypted: take out tls=none")
	}
	return s, nil
}

func isThisMachine(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

const smtpTimeout = 15 * time.Second

// client returns a connection to be made.
func (s Server) client() (*gomail.Client, error) {
	options := []gomail.Option{
		gomail.WithPort(s.port), gomail.WithTimeout(smtpTimeout), gomail.WithoutNoop(),
		gomail.WithTLSConfig(&tls.Config{ServerName: s.host, MinVersion: tls.VersionTLS12}),
	}
	switch s.secure {
	case startTLS:
		options = append(options, gomail.WithTLSPolicy(gomail.TLSMandatory))
	case fromOn:
		options = append(options, gomail.WithSSL())
	case none:
		options = append(options, gomail.WithTLSPolicy(gomail.NoTLS))
	}
	if s.user != "" {
		method := gomail.SMTPAuthAutoDiscover
		if s.secure == none {
			method = gomail.SMTPAuthPlainNoEnc
		}
		options = append(options, gomail.WithSMTPAuth(method), gomail.WithUsername(s.user), gomail.WithPassword(s.password))
	}
	return gomail.NewClient(s.host, options...)
}
