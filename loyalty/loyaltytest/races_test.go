package loyaltytest

import "testing"

func TestPatternsOfRaces(t *testing.T) {
	tests := []struct {
		pattern string
		i, n    int
		want    string
	}{
		{"r1", 3, 0, "r1"},
		{"r{i}", 0, 0, "r1"},
		{"t-{i}-{n}", 4, 2, "t-5-2"},
		{"1+{i}", 0, 0, "2"},
		{"r{1+i%8}", 8, 0, "r1"},
		{"r{1+(i+1)%8}", 7, 0, "r1"},
		{"r{1+(i+1)%8}", 0, 0, "r2"},
	}
	for _, tt := range tests {
		if got := fill(tt.pattern, tt.i, tt.n); got != tt.want {
			t.Errorf("fill(%q, %d, %d) = %q, want %q", tt.pattern, tt.i, tt.n, got, tt.want)
		}
	}
}
