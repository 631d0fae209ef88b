package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"kermesse/internal/db"
	"kermesse/internal/db/dbtest"
)

// TestDiskIsFull fills the disk of the database in the middle of it all: whoever writes is told so and
// when to come again, whoever reads is served, and once there is room all of it goes on.
func TestDiskIsFull(t *testing.T) {
	disk := newSmallDisk(t, 96)
	var f *fairDay
	if os.Getenv(dbtest.EnvURL) == "" {
		f = newFairDayOn(t, db.Config{Dir: filepath.Join(disk.folder, "data")}, 160)
	} else {
		p := newOwnPostgres(t)
		p.give(disk.folder)
		f = newFairDayOn(t, p.create("small", disk.folder), 160)
	}
	rest := f.inTwoParts()
	done := f.come()
	f.awaits("a few were answered", func() bool { return f.settled.Load() > 30 })
	disk.fill()
	rest()
	f.awaits("the log says that the disk is full", func() bool { return strings.Contains(f.log.String(), "the disk is full") })
	turnedAway := f.turnedAway.Load()
	f.awaits("many were told to come again", func() bool { return f.turnedAway.Load() > turnedAway+50 })
	for _, path := range []string{"/p/crowd", "/c/fair", "/api/v1/polls/crowd", "/readyz", "/healthz"} {
		if status, code := f.shows(path); status != 200 {
			t.Errorf("%s is %d %s while nothing can be written", path, status, code)
		}
	}
	disk.free()
	<-done
	if strings.Contains(f.log.String(), "request failed") {
		t.Errorf("the log calls it a defect:\n%s", linesWith(f.log.String(), "request failed"))
	}
	f.proves()
}

// smallDisk is a file system of its own in memory, so small that it can be filled.
type smallDisk struct {
	t      *testing.T
	folder string
}

// newSmallDisk mounts one, of some megabytes. That is root's to do.
func newSmallDisk(t *testing.T, megabytes int) *smallDisk {
	t.Helper()
	folder, err := os.MkdirTemp("/tmp", "kermesse-disk.")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.Remove(folder) })
	options := fmt.Sprintf("size=%dm,mode=0700,uid=%d", megabytes, os.Getuid())
	as := []string{}
	if os.Getuid() != 0 {
		as = []string{"sudo", "-n"}
	}
	mount := slices.Concat(as, []string{"mount", "-t", "tmpfs", "-o", options, "kermesse-test", folder})
	if out, err := exec.Command(mount[0], mount[1:]...).CombinedOutput(); err != nil {
		t.Skipf("a full disk is NOT TESTED: nothing can be mounted here: %v %s", err, out)
	}
	unmount := slices.Concat(as, []string{"umount", "--lazy", folder})
	t.Cleanup(func() {
		if out, err := exec.Command(unmount[0], unmount[1:]...).CombinedOutput(); err != nil {
			t.Errorf("%v: %v %s", unmount, err, out)
		}
	})
	return &smallDisk{t, folder}
}

func (d *smallDisk) file() string { return filepath.Join(d.folder, "ballast") }

// fill takes all the room there is.
func (d *smallDisk) fill() {
	d.t.Helper()
	out, err := os.Create(d.file())
	if err != nil {
		d.t.Fatal(err)
	}
	if _, err = io.Copy(out, ballast{}); !errors.Is(err, syscall.ENOSPC) {
		d.t.Fatalf("the disk does not fill up: %v", err)
	}
	_ = out.Close() // it told already
}

func (d *smallDisk) free() {
	d.t.Helper()
	if err := os.Remove(d.file()); err != nil {
		d.t.Fatal(err)
	}
}

type ballast struct{}

// Read implements io.Reader.
func (ballast) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}
