//go:build unix

package main

import "syscall"

// openFiles is how many files and connections this process may open; 0: that is not known. Go
// has raised the soft limit to the hard one at the start.
func openFiles() int {
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil {
		return 0
	}
	const plenty = 1 << 20 // or there is no limit at all
	return int(min(limit.Cur, plenty))
}
