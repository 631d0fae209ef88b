package main

import (
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"testing"

	"kermesse/internal/db"
	"kermesse/internal/db/dbtest"
)

// ownPostgres is a PostgreSQL that a test may stop, start and fill up. Its socket is in folder.
type ownPostgres struct {
	t      *testing.T
	bin    string // folder of initdb and pg_ctl
	folder string
}

// newOwnPostgres starts one, where the tests are run on PostgreSQL.
func newOwnPostgres(t *testing.T) *ownPostgres {
	t.Helper()
	if os.Getenv(dbtest.EnvURL) == "" {
		t.Skip("this is about PostgreSQL: `make test-postgres` runs it")
	}
	p := &ownPostgres{t: t, bin: postgresPrograms(t)}
	var err error
	if p.folder, err = os.MkdirTemp("/tmp", "kermesse-pg."); err != nil { // a socket's path may have 107 bytes
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(p.folder) })
	p.give(p.folder)
	p.run("initdb", "--pgdata="+p.data(), "--username=kermesse", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync")
	t.Cleanup(func() { _ = p.command("pg_ctl", "--pgdata="+p.data(), "--mode=immediate", "stop").Run() })
	p.start()
	return p
}

func postgresPrograms(t *testing.T) string {
	t.Helper()
	folders, _ := filepath.Glob("/usr/lib/postgresql/*/bin")
	slices.Reverse(folders)
	others, _ := filepath.Glob("/opt/homebrew/opt/postgresql*/bin")
	for _, dir := range slices.Concat([]string{os.Getenv("PG_BINDIR")}, folders, others, []string{"/usr/local/pgsql/bin", "/usr/bin"}) {
		if _, err := os.Stat(filepath.Join(dir, "initdb")); dir != "" && err == nil {
			return dir
		}
	}
	t.Fatal("no PostgreSQL server found: run scripts/install-test-tools.sh, or set PG_BINDIR")
	return ""
}

func (p *ownPostgres) data() string { return filepath.Join(p.folder, "data") }

// owner is whom the server runs as: it refuses to run as root.
func (p *ownPostgres) owner() string {
	if os.Getuid() != 0 {
		return ""
	}
	for _, name := range []string{"postgres", "nobody"} {
		if _, err := user.Lookup(name); err == nil {
			return name
		}
	}
	p.t.Fatal("PostgreSQL does not run as root, and there is neither a user postgres nor nobody")
	return ""
}

// give makes a folder the server's.
func (p *ownPostgres) give(folder string) {
	p.t.Helper()
	owner := p.owner()
	if owner == "" {
		return
	}
	found, err := user.Lookup(owner)
	if err != nil {
		p.t.Fatal(err)
	}
	uid, _ := strconv.Atoi(found.Uid)
	gid, _ := strconv.Atoi(found.Gid)
	if err := os.Chown(folder, uid, gid); err != nil {
		p.t.Fatal(err)
	}
}

func (p *ownPostgres) command(program string, args ...string) *exec.Cmd {
	all := append([]string{filepath.Join(p.bin, program)}, args...)
	if owner := p.owner(); owner != "" {
		all = append([]string{"runuser", "-u", owner, "--"}, all...)
	}
	cmd := exec.Command(all[0], all[1:]...)
	cmd.Dir = p.folder // they complain about a folder that they may not enter
	return cmd
}

func (p *ownPostgres) run(program string, args ...string) {
	p.t.Helper()
	if out, err := p.command(program, args...).CombinedOutput(); err != nil {
		p.t.Fatalf("%s: %v\n%s", program, err, out)
	}
}

func (p *ownPostgres) start() {
	p.t.Helper()
	options := fmt.Sprintf("-c listen_addresses='' -c unix_socket_directories='%s' -c fsync=off -c full_page_writes=off", p.folder)
	cmd := p.command("pg_ctl", "--pgdata="+p.data(), "--log="+filepath.Join(p.folder, "log"), "--silent", "--wait", "--options="+options, "start")
	if err := cmd.Run(); err != nil { // its output would be that of the server, which stays
		said, _ := os.ReadFile(filepath.Join(p.folder, "log"))
		p.t.Fatalf("PostgreSQL does not start: %v\n%s", err, said)
	}
}

// stop ends it as a crash would.
func (p *ownPostgres) stop() {
	p.run("pg_ctl", "--pgdata="+p.data(), "--mode=immediate", "--silent", "stop")
}

func (p *ownPostgres) url(database string) string {
	return fmt.Sprintf("postgres://kermesse@/%s?host=%s&sslmode=disable", database, p.folder)
}

// create makes a database, in a tablespace where one is named, and returns how to open it.
func (p *ownPostgres) create(name, tablespace string) db.Config {
	p.t.Helper()
	statement := "CREATE DATABASE " + name
	if tablespace != "" {
		p.psql(fmt.Sprintf("CREATE TABLESPACE small LOCATION '%s'", tablespace))
		statement += " TABLESPACE small"
	}
	p.psql(statement)
	return db.Config{URL: p.url(name)}
}

func (p *ownPostgres) psql(statement string) {
	p.t.Helper()
	p.run("psql", "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--dbname="+p.url("postgres"), "--command="+statement)
}
