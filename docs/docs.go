// Package docs holds those documents that a running server shows.
package docs

import _ "embed"

// Errors is errors.md: every code that an answer of the API may carry.
//
//go:embed errors.md
var Errors []byte
