// Package filelock keeps a second process off files that one process alone may write.
package filelock

import "errors"

// ErrTaken is returned by Take when another process has the lock.
var ErrTaken = errors.New("filelock: another process has it")
