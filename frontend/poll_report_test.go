package frontend

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/xuri/excelize/v2"
)

func init() {
	for _, key := range []string{
		"kind", "foot", "scan", "void", "quorum", "terms", "wide", "masked", "share", "low", "high", "yes", "from", "to", "question", "address",
		"as_of", "sheet_result", "sheet_rounds", "sheet_pairs", "sheet_periods", "sheet_about",
	} {
		drawnKeys = append(drawnKeys, "report."+key)
	}
}

func sampleReport(lang string, method PollMethod, view *ResultsView) AdminPollReportPage {
	poll := samplePoll(lang, method)
	frame := sampleDesk(lang, "/admin/b/glaces-du-port/polls/parfum-2027/report")
	return AdminPollReportPage{
		AdminFrame: frame, Poll: poll, State: StateClosed, Public: "https://fete.example/fr/p/parfum-2027/results", Results: view, Today: 12,
		Days: sampleDays, FirstDay: poll.OpensAt, BallotsHref: "/ballots", RecountLine: "kermesse verify poll parfum-2027.json",
		Files:  ReportFiles{PDF: "/report.pdf", XLSX: "/report.xlsx", CSV: "/results.csv", JSON: "/report.json"},
		Frozen: []FrozenRecord{{LogPollClose, 57, at(2026, 11, 30, 20, 0)}},
	}
}

func reports(lang string) map[string]AdminPollReportPage {
	periods := &PeriodTable{Labels: []string{"Mangue piment", "Bissap"}, Rows: []PeriodRow{
		{From: at(2026, 11, 9, 0, 0), To: at(2026, 11, 15, 0, 0), People: 700, Shares: []float64{.41, .3}, Gap: 12},
		{From: at(2026, 11, 16, 0, 0), To: at(2026, 11, 16, 0, 0), Hidden: true},
	}}
	irv, pairs, live := rankedResults(lang, MethodIRV), rankedResults(lang, MethodSchulze), sampleResults(lang, false)
	irv.Periods = periods
	void := sampleReport(lang, MethodSingle, sampleResults(lang, true))
	void.Void = &Cancellation{At: at(2026, 12, 2, 9, 0), Reason: "Un code a circulé."}
	return map[string]AdminPollReportPage{
		"report-irv": sampleReport(lang, MethodIRV, irv), "report-pairs": sampleReport(lang, MethodSchulze, pairs),
		"report-live": sampleReport(lang, MethodSingle, live), "report-void": void,
	}
}

func TestReportOnPaper(t *testing.T) {
	renderer := newRenderer(t)
	for _, lang := range Languages {
		for name, page := range reports(lang) {
			file, err := renderer.PollReport(page)
			if err != nil {
				t.Fatal(name, err)
			}
			again, err := renderer.PollReport(page)
			if err != nil || !bytes.HasPrefix(file, []byte("%PDF-1.")) || !bytes.Contains(file, []byte("/Lang ("+lang+")")) || !bytes.Equal(file, again) {
				t.Errorf("%s in %s: %v, or other bytes the second time", name, lang, err)
			}
			keepFile(t, lang+"-"+name+".pdf", file)
		}
	}
}

// Each table of the workbook has under it whose figures these are.
func TestReportAsAWorkbook(t *testing.T) {
	renderer := newRenderer(t)
	for _, lang := range Languages {
		for name, page := range reports(lang) {
			data, err := renderer.PollWorkbook(page)
			if err != nil {
				t.Fatal(name, err)
			}
			keepFile(t, lang+"-"+name+".xlsx", data)
			file, err := excelize.OpenReader(bytes.NewReader(data))
			if err != nil {
				t.Fatal(name, err)
			}
			said := reportWords{page, renderer}
			about := said.say("report.sheet_about")
			for _, sheet := range file.GetSheetList() {
				found, err := file.SearchSheet(sheet, said.selection())
				if err != nil || sheet != about && len(found) == 0 {
					t.Errorf("%s in %s: nothing on self-selection beside %s, %v", name, lang, sheet, err)
				}
			}
			if first, _ := file.GetCellValue(said.say("report.sheet_result"), "A2"); first != page.Results.Bars[0].Label {
				t.Errorf("%s in %s: %q is first", name, lang, first)
			}
		}
	}
}

// keepFile leaves a file to look at, where asked to.
func keepFile(t *testing.T, name string, data []byte) {
	t.Helper()
	if dir := os.Getenv("KERMESSE_KEEP"); dir != "" {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
			t.Error(err)
		}
	}
}
