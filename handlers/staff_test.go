package handlers

import "testing"

func TestSafeNextStaysOnThisSite(t *testing.T) {
	for next, want := range map[string]string{
		"/admin/b/x?tab=live":  "/admin/b/x?tab=live",
		"":                     "/admin",
		"https://evil.example": "/admin",
		"//evil.example":       "/admin",
		"/\\evil.example":      "/admin",
		"javascript:alert(1)":  "/admin",
		"/a\r\nSet-Cookie: x":  "/admin",
		"/\t/evil.example":     "/admin",
		"evil":                 "/admin",
	} {
		if got := safeNext(next, "/admin"); got != want {
			t.Errorf("safeNext(%q) = %q, want %q", next, got, want)
		}
	}
}
