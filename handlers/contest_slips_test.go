package handlers

import (
	"bytes"
	"encoding/base64"
	"image"
	"image/color"
	"image/jpeg"
	"mime/multipart"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
)

// receiptedContest takes a ticket for each thousand rupees.
func (w *town) receiptedContest(slug string, photo bool) {
	w.t.Helper()
	w.openContest(w.staff("glaces"), slug, map[string]any{"entry": map[string]any{
		"confirm": false, "max_tickets": 6,
		"slips": map[string]any{"per_minor": 100000, "currency": "MUR", "shops": []string{"Super Port", "Super <Nord>"}, "photo_required": photo},
	}})
}

// takesPart enters somebody and returns where their receipt is.
func (v *visitor) takesPart(slug, email string) string {
	v.t.Helper()
	return v.submit("/fr/c/"+slug, "/fr/c/"+slug, entryFields(email)).leadsTo("/fr/c/" + slug + "/receipt/")
}

func slipFields(number, amount string) url.Values {
	return url.Values{"shop": {"Super Port"}, "number": {number}, "amount": {amount}, "bought_on": {"2026-11-21"}}
}

// snapshot is a photo with what a camera writes beside it.
func snapshot(t testing.TB) []byte {
	t.Helper()
	pixels := image.NewRGBA(image.Rect(0, 0, 60, 40))
	for x := range 60 {
		pixels.Set(x, x%40, color.RGBA{R: uint8(4 * x), A: 255})
	}
	var out bytes.Buffer
	if err := jpeg.Encode(&out, pixels, nil); err != nil {
		t.Fatal(err)
	}
	exif := append([]byte{0xff, 0xe1, 0, 34}, []byte("Exif\x00\x00GPS -20.1609 57.5012 Curepipe")[:32]...)
	return append(append(out.Bytes()[:2:2], exif...), out.Bytes()[2:]...)
}

var slipID = regexp.MustCompile(`name="slip" value="([^"]+)"`)

// TestTillReceiptByForms: an entrant sends one without a script, staff see it with its photo
// and nobody else does, accept it, and the tickets are there.
func TestTillReceiptByForms(t *testing.T) {
	w := newTown(t)
	w.receiptedContest("caisse", false)
	fan := w.visitor()
	receipt := fan.takesPart("caisse", "awa@exemple.sn")
	fan.get(receipt).wants(200).reads().holds("Super Port", "Super <Nord>", `name="bought_on"`).lacks("Super <script>")

	hostile := slipFields(`<script>alert(1)</script>`, "mille")
	hostile.Set("shop", "Ailleurs")
	hostile.Set("bought_on", "2027-01-01")
	fan.submit(receipt, receipt+"/slips", hostile).wants(422).holds("&lt;script&gt;alert(1)").lacks("<script>alert(1)</script>").reads().
		holds("Choisissez un magasin de la liste", "Indiquez le montant total", "Indiquez la date du ticket")
	for _, amount := range []string{"-5", "1e99", "999,99", "0", "99999999999999999999"} {
		fan.submit(receipt, receipt+"/slips", slipFields("A-1", amount)).wants(422)
	}
	fan.sendForm(receipt, receipt+"/slips", slipFields("A-1", "2 500,00"), map[string][]byte{"photo": []byte("this is no picture")}).wants(422)
	fan.sendForm(receipt, receipt+"/slips", slipFields("A-1", "2 500,00"), map[string][]byte{"photo": snapshot(t)}).leadsTo(receipt)
	fan.get(receipt).wants(200).reads().holds("A-1", "2 500").lacks("photo.jpg")
	fan.submit(receipt, receipt+"/slips", slipFields(" a-1 ", "9 999,00")).wants(422).reads().holds("déjà envoyé ce ticket de caisse")
	fan.submit(receipt, receipt+"/slips", slipFields(`"><img src=x onerror=alert(2)>`, "1 000,00")).leadsTo(receipt)

	desk, queue := w.desk("glaces"), "/fr/admin/b/glaces/contests/caisse/receipts"
	page := desk.get(queue).wants(200).reads().holds("A-1", "Super Port", "photo.jpg")
	id := slipID.FindStringSubmatch(page.body)[1]
	photo := desk.get(queue + "/" + id + "/photo.jpg").wants(200)
	if strings.Contains(photo.body, "GPS") || photo.header.Get("Cache-Control") != "private, no-store" || photo.header.Get("Content-Type") != "image/jpeg" {
		t.Errorf("%v, %d bytes", photo.header, len(photo.body))
	}
	w.desk("thes").get(queue + "/" + id + "/photo.jpg").wants(404)
	w.desk("thes").get(queue).wants(404)
	fan.get(queue + "/" + id + "/photo.jpg").wants(303)
	desk.get(queue + "?after=" + id).wants(200).holds(`&#34;&gt;&lt;img src=x`).lacks("<img src=x")

	desk.submit(queue, queue, url.Values{"slip": {id}, "act": {"refuse.parce-que"}}).wants(422)
	desk.submit(queue, queue, url.Values{"slip": {id}, "act": {"accept"}}).leadsTo(queue)
	desk.submit(queue, queue, url.Values{"slip": {id}, "act": {"refuse.twin"}}).wants(422)
	fan.get(receipt).wants(200).reads().holds("3 tickets")
	second := slipID.FindStringSubmatch(desk.get(queue).body)[1]
	desk.submit(queue, queue, url.Values{"slip": {second}, "act": {"refuse.unreadable"}}).leadsTo(queue)
	fan.get(receipt).wants(200).reads().holds("La photo est illisible", "3 tickets")
	desk.get(queue).wants(200).lacks(`name="slip"`)
}

// TestTwoReviewersOfOneTillReceipt: of two who decide at once one does, the other is told so.
func TestTwoReviewersOfOneTillReceipt(t *testing.T) {
	w := newTown(t)
	w.receiptedContest("caisse", false)
	fan := w.visitor()
	receipt := fan.takesPart("caisse", "awa@exemple.sn")
	fan.submit(receipt, receipt+"/slips", slipFields("A-1", "1 000,00")).wants(303)
	queue := "/fr/admin/b/glaces/contests/caisse/receipts"
	var (
		ready, done sync.WaitGroup
		answers     [2]answer
	)
	ready.Add(1)
	for i, act := range []string{"accept", "refuse.outside"} {
		desk := w.desk("glaces")
		id := slipID.FindStringSubmatch(desk.get(queue).body)[1]
		form := url.Values{"slip": {id}, "act": {act}, "csrf": {desk.token(queue)}}.Encode()
		done.Go(func() {
			ready.Wait()
			answers[i] = desk.do(http.MethodPost, queue, "application/x-www-form-urlencoded", strings.NewReader(form))
		})
	}
	ready.Done()
	done.Wait()
	if a, b := answers[0].status, answers[1].status; min(a, b) != 303 || max(a, b) != 422 {
		t.Fatalf("%d and %d", a, b)
	}
	tickets := "1 ticket"
	if answers[0].status == 303 {
		tickets = "2 tickets"
	}
	fan.get(receipt).wants(200).reads().holds(tickets)
	for _, a := range answers {
		if a.status == 422 {
			a.reads().holds("Quelqu’un a déjà décidé")
		}
	}
}

// TestTillReceiptByTheAPI: with its photo, in base64 or as a file; only moderators of the
// brand read it, without what the camera wrote.
func TestTillReceiptByTheAPI(t *testing.T) {
	w := newTown(t)
	w.receiptedContest("caisse", true)
	fan := w.visitor()
	receipt := fan.takesPart("caisse", "awa@exemple.sn")
	api := "/api/v1/contests/caisse/receipts/" + receipt[strings.LastIndexByte(receipt, '/')+1:] + "/slips"
	sent := map[string]any{"shop": "Super Port", "number": "A-1", "amount_minor": 250000, "bought_on": "2026-11-21"}
	fan.json(http.MethodPost, api, sent).wants(422).field("photo", "slip_photo")
	sent["photo"] = base64.StdEncoding.EncodeToString([]byte("GIF89a and nothing else"))
	fan.json(http.MethodPost, api, sent).wants(422).field("photo", "")
	sent["photo"] = base64.StdEncoding.EncodeToString(snapshot(t))
	fan.json(http.MethodPost, api, sent).wants(201).holds(`"state":"waiting"`, `"tickets":2`, `"photo":true`).lacks("photo_url", "GPS")
	fan.json(http.MethodPost, api, sent).code(409, "slip_sent")

	form := func(number string, file []byte) answer {
		var body bytes.Buffer
		out := multipart.NewWriter(&body)
		for name, value := range map[string]string{"shop": "Super Port", "number": number, "amount_minor": "100000", "bought_on": "2026-11-21"} {
			if err := out.WriteField(name, value); err != nil {
				t.Fatal(err)
			}
		}
		part, err := out.CreateFormFile("file", "photo.jpg")
		if err == nil {
			_, err = part.Write(file)
		}
		if err == nil {
			err = out.Close()
		}
		if err != nil {
			t.Fatal(err)
		}
		return fan.do(http.MethodPost, api+"/photo", out.FormDataContentType(), &body)
	}
	form("B-2", snapshot(t)).wants(201).holds(`"number":"B-2"`)
	form("C-3", []byte("no picture")).wants(422)
	form("D-4", bytes.Repeat([]byte("x"), 13<<20)).wants(413)
	fan.json(http.MethodPost, strings.Replace(api, "/slips", "x/slips", 1), sent).wants(404)

	staff := w.staff("glaces")
	var queue struct {
		Waiting int
		Slip    struct {
			ID  string
			URL string `json:"photo_url"`
		}
	}
	staff.get("/api/v1/contests/caisse/slips/next").wants(200).into(&queue)
	path := strings.TrimPrefix(queue.Slip.URL, "http://fete.example")
	photo := staff.get(path).wants(200)
	if _, err := jpeg.Decode(strings.NewReader(photo.body)); err != nil || strings.Contains(photo.body, "GPS") || queue.Waiting != 2 {
		t.Errorf("%v: %d bytes, %d wait", err, len(photo.body), queue.Waiting)
	}
	fan.get(path).wants(401)
	w.staff("thes").get(path).wants(404)
	w.staff("thes").json(http.MethodPost, "/api/v1/contests/caisse/slips/"+queue.Slip.ID+"/review", map[string]any{"accept": true}).wants(404)
	fan.json(http.MethodPost, "/api/v1/contests/caisse/slips/"+queue.Slip.ID+"/review", map[string]any{"accept": true}).wants(401)
	staff.json(http.MethodPost, "/api/v1/contests/caisse/slips/"+queue.Slip.ID+"/review", map[string]any{"accept": false}).wants(422).field("reason", "slip_reason")
	staff.json(http.MethodPost, "/api/v1/contests/caisse/slips/"+queue.Slip.ID+"/review", map[string]any{"accept": true}).wants(204)
	staff.json(http.MethodPost, "/api/v1/contests/caisse/slips/"+queue.Slip.ID+"/review", map[string]any{"accept": true}).code(409, "slip_decided")
}
