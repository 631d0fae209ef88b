package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"

	"kermesse/bench"
)

// benchDriveCmd is a load in a process of its own, so that its work is not taken for the server's.
type benchDriveCmd struct {
	Addr        string
	Path        string
	Body        string
	Connections int
	For         time.Duration
	Warm        time.Duration
	Rate        float64
}

// driven is what a load prints.
type driven struct {
	Statuses      map[int]int64
	Failed, Late  int64
	P50, P99, Max time.Duration
	CPU           time.Duration // of the load itself
	Seconds       float64
}

// rate is how many answers of one status came in a second.
func (d driven) rate(status int) float64 { return float64(d.Statuses[status]) / d.Seconds }

// Run asks and prints what came back, as JSON.
func (c *benchDriveCmd) Run(rc *runContext) error {
	request := bench.Get(c.Addr, c.Path)
	if c.Body != "" {
		request = bench.Post(c.Addr, c.Path, c.Body)
	}
	seen, err := bench.Drive{
		Addr: c.Addr, Request: request, Connections: c.Connections, For: c.For, Warm: c.Warm, Rate: c.Rate,
	}.Run(rc.Ctx)
	if err != nil {
		return err
	}
	return json.NewEncoder(rc.Stdout).Encode(driven{
		Statuses: seen.Statuses, Failed: seen.Failed, Late: seen.Late,
		P50: seen.At(.5), P99: seen.At(.99), Max: seen.At(1), CPU: ownCPU(), Seconds: c.For.Seconds(),
	})
}

// run starts the load and waits for what it saw.
func (c *benchDriveCmd) run(ctx context.Context) (driven, error) {
	self, err := os.Executable()
	if err != nil {
		return driven{}, err
	}
	cmd := exec.CommandContext(ctx, self, "bench", "drive", "--addr", c.Addr, "--path", c.Path, "--body", c.Body,
		"--connections", strconv.Itoa(c.Connections), "--for", c.For.String(), "--warm", c.Warm.String(),
		"--rate", strconv.FormatFloat(c.Rate, 'f', -1, 64))
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		return driven{}, fmt.Errorf("the load: %w: %s", err, strings.TrimSpace(stderr.String()))
	}
	var seen driven
	err = json.Unmarshal(stdout.Bytes(), &seen)
	return seen, err
}
