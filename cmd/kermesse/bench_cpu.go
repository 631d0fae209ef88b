package main

import (
	"os"
	"strconv"
	"strings"
	"time"
)

// clockTick is the unit of the times in Linux' /proc: a hundredth of a second on every machine
// that Kermesse runs on.
const clockTick = 10 * time.Millisecond

// ownCPU is how long this process has computed; 0 where the system does not tell as Linux does.
func ownCPU() time.Duration {
	text, err := os.ReadFile("/proc/self/stat")
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(text), ") ") // a name may hold blanks
	fields := strings.Fields(rest)
	if len(fields) < 13 {
		return 0
	}
	user, _ := strconv.ParseInt(fields[11], 10, 64)
	system, _ := strconv.ParseInt(fields[12], 10, 64)
	return time.Duration(user+system) * clockTick
}

// machineCPU is how long all processors of this machine have computed for anybody.
func machineCPU() time.Duration {
	text, err := os.ReadFile("/proc/stat")
	if err != nil {
		return 0
	}
	line, _, _ := strings.Cut(string(text), "\n")
	var busy int64
	for i, field := range strings.Fields(line) {
		n, _ := strconv.ParseInt(field, 10, 64)
		if i >= 1 && i <= 8 && i != 4 && i != 5 { // all but idle and waiting for a disk
			busy += n
		}
	}
	return time.Duration(busy) * clockTick
}

// split says where the processors' time went while something was measured, in processors.
type split struct{ server, load, other float64 }

// splitter begins to measure; the function that it returns ends that.
func splitter() func(load time.Duration) split {
	start, own, all := time.Now(), ownCPU(), machineCPU()
	return func(load time.Duration) split {
		took := time.Since(start).Seconds()
		server := ownCPU() - own
		return split{
			server: server.Seconds() / took, load: load.Seconds() / took,
			other: max(0, (machineCPU()-all-server-load).Seconds()/took),
		}
	}
}
