package sheet_test

import (
	"bytes"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"kermesse/frontend/sheet"
)

func TestWorkbook(t *testing.T) {
	at := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	w := sheet.New("Quel parfum ?", "Glaces", at)
	w.Sheet("Résultat", []string{"Choix", "Votes", "Part", "Jour"}, [][]any{
		{"Mangue", 1207, sheet.Share(.423), sheet.Day(at)}, {"=HYPERLINK(\"http://x\")", 3, sheet.Share(0), sheet.Day(at)},
	}, "12 personnes ont choisi de répondre.")
	w.Sheet("Tours", nil, nil)
	data, err := w.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	file, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if names := file.GetSheetList(); len(names) != 2 || names[0] != "Résultat" || names[1] != "Tours" {
		t.Errorf("sheets %q", names)
	}
	for cell, want := range map[string]string{
		"A1": "Choix", "A2": "Mangue", "B2": "1,207", "C2": "42.3%", "D2": "2026-11-21", "A3": "=HYPERLINK(\"http://x\")",
		"A5": "12 personnes ont choisi de répondre.",
	} {
		if got, err := file.GetCellValue("Résultat", cell); err != nil || got != want {
			t.Errorf("%s is %q, %v; want %q", cell, got, err, want)
		}
	}
	if formula, _ := file.GetCellFormula("Résultat", "A3"); formula != "" {
		t.Errorf("a name became the formula %q", formula)
	}
	if kind, _ := file.GetCellType("Résultat", "B2"); kind != excelize.CellTypeUnset && kind != excelize.CellTypeNumber {
		t.Errorf("a figure is of type %v", kind)
	}
}

func TestWorkbookRefusesANameThatDoesNotOpen(t *testing.T) {
	w := sheet.New("", "", time.Time{})
	w.Sheet("a/b", nil, nil)
	if _, err := w.Bytes(); err == nil {
		t.Error("a name that no spreadsheet opens was written")
	}
}
