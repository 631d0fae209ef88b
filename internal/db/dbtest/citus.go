package dbtest

import (
	"context"
	"database/sql"
	"fmt"
	"net"
	"net/url"
	"strconv"
)

// findWorkers asks a coordinator for its workers. All are spoken to as the same role, which
// may make databases and extensions.
func findWorkers(coordinator string) (*cluster, error) {
	conn, err := sql.Open("pgx", coordinator)
	if err != nil {
		return nil, err
	}
	defer func() { _ = conn.Close() }()
	rows, err := conn.QueryContext(context.Background(), "SELECT node_name, node_port FROM citus_get_active_worker_nodes() ORDER BY 1, 2")
	if err != nil {
		return nil, fmt.Errorf("%s names no coordinator of Citus: %w", EnvCitusURL, err)
	}
	defer func() { _ = rows.Close() }()
	c := &cluster{first: coordinator}
	for rows.Next() {
		var host string
		var port int
		if err := rows.Scan(&host, &port); err != nil {
			return nil, err
		}
		c.workers = append(c.workers, withHost(coordinator, host, port))
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	if len(c.workers) < 2 {
		return nil, fmt.Errorf("%s names a coordinator with %d workers, two are needed", EnvCitusURL, len(c.workers))
	}
	return c, nil
}

// assemble makes one Citus of the databases of a name on all servers.
func (c *cluster) assemble(name string) error {
	for _, server := range append([]string{c.first}, c.workers...) {
		if err := onServer(withDatabase(server, name), "CREATE EXTENSION citus"); err != nil {
			return err
		}
	}
	first := withDatabase(c.first, name)
	host, port := hostOf(first)
	if err := onServer(first, fmt.Sprintf("SELECT citus_set_coordinator_host('%s', %s)", host, port)); err != nil {
		return err
	}
	for _, worker := range c.workers {
		host, port := hostOf(worker)
		if err := onServer(first, fmt.Sprintf("SELECT citus_add_node('%s', %s)", host, port)); err != nil {
			return err
		}
	}
	return nil
}

func withHost(server, host string, port int) string {
	u, err := url.Parse(server)
	if err != nil {
		return server
	}
	u.Host = net.JoinHostPort(host, strconv.Itoa(port))
	return u.String()
}

func hostOf(server string) (host, port string) {
	u, err := url.Parse(server)
	if err != nil {
		return "", ""
	}
	if port = u.Port(); port == "" {
		port = "5432"
	}
	return u.Hostname(), port
}
