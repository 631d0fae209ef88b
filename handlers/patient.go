package handlers

import (
	"net"
	"time"
)

const (
	// patience is how long a reader may take over one piece of an answer: slow lines are served,
	// and one that takes nothing holds neither memory nor a file for longer.
	patience   = 30 * time.Second
	pieceBytes = 64 << 10
)

// patient hands out connections on which every write ends. A deadline for a whole answer would
// cut off who loads a large file by a slow line, so that there is one for each piece of it.
type patient struct{ net.Listener }

// Accept implements net.Listener.
func (p patient) Accept() (net.Conn, error) {
	conn, err := p.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return patientConn{conn}, nil
}

type patientConn struct{ net.Conn }

// Write implements net.Conn.
func (c patientConn) Write(b []byte) (int, error) {
	for done := 0; ; {
		if err := c.SetWriteDeadline(time.Now().Add(patience)); err != nil {
			return done, err
		}
		n, err := c.Conn.Write(b[done:min(len(b), done+pieceBytes)])
		if done += n; err != nil || done == len(b) {
			return done, err
		}
	}
}
