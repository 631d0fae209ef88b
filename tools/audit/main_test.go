package main

import "testing"

func TestNameOf(t *testing.T) {
	for text, want := range map[string]string{
		"MIT License\n\nPermission is hereby granted, free of\ncharge, to any person obtaining a copy": "MIT",
		"Redistributions in binary form must reproduce … Neither the name of":                          "BSD-3-Clause",
		"  Apache License\n  Version 2.0, January 2004":                                                "Apache-2.0",
		"GNU AFFERO GENERAL PUBLIC LICENSE Version 3":                                                  "",
		"": "",
	} {
		if got := nameOf(text); got != want {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
}

func TestAModuleWithoutALicenceIsRefused(t *testing.T) {
	if name, err := licenceOf(t.TempDir()); err == nil {
		t.Errorf("it is %q", name)
	}
}
