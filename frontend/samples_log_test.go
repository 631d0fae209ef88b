package frontend

import (
	"strings"
	"time"
)

const sampleLogKey = "fete.example/log+cfceb414+AbKHOB5OqZS/TpFpbCd/6soNZLPgLWEGatMmt7a8t0LR"

func sampleLog(lang string) LogPage {
	p := LogPage{
		Frame: sampleFrame(lang, LogPath), Origin: "fete.example/log", Root: strings.Repeat("a7c31f09", 8),
		Keys: []LogKey{{Key: strings.Replace(sampleLogKey, "cfceb414", "1b2c3d4e", 1)}, {Key: sampleLogKey, First: 812}},
		Witnesses: []LogWitness{
			{Name: "temoin.example", Key: strings.Replace(sampleLogKey, "fete.example/log", "temoin.example", 1), Size: 1203, At: at(2027, 1, 2, 11, 58).UTC()},
			{Name: "etude-martin.example/w1", Key: strings.Replace(sampleLogKey, "fete.example/log", "etude-martin.example/w1", 1)},
		},
		Pager:         Pager{From: 1, To: 15, Total: 1203, Next: "/" + lang + "/log?before=1188"},
		VerifyCommand: "kermesse verify log https://fete.example/log --log-key " + sampleLogKey,
		WitnessLine:   "kermesse witness new-key witness.example\nkermesse witness --addr 0.0.0.0:8090 --log " + sampleLogKey,
	}
	for i, kind := range LogKinds {
		r := LogRecord{Index: int64(1202 - i), Kind: kind, At: at(2027, 1, 2, 11, 57).Add(-time.Duration(i) * time.Hour).UTC()}
		if kind == LogOther {
			r.Detail = "kermesse/poll/open"
		} else if kind != LogRotate {
			r.Detail = "draw 7b0e6f1c-52a4-4c0e-9d3a-3d6d0c1e9a01"
		}
		p.Records = append(p.Records, r)
	}
	return p
}
