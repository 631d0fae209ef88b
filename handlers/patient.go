package handlers

import (
	"net"
	"time"
)

const (
	// patience is how long a reader may take over one piece of an answer: slow lines are served,
	// and one that takes nothing holds neither memory, nor a file, nor a
	// stop for longer.
	patience   = drainTimeout
	pieceBytes = 64 << 10
)

// patientConn is a connection on which every write ends. A deadline for a whole answer would
// cut off who loads a large file by a slow line, so that there is one for each piece of it.
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
