package handlers

import (
	"bytes"
	"image"
	"image/png"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// noisyPNG is a picture of some kilobytes.
func noisyPNG(t *testing.T, side int) []byte {
	t.Helper()
	view := image.NewRGBA(image.Rect(0, 0, side, side))
	seed := uint32(side)
	for i := range view.Pix {
		seed = seed*1664525 + 1013904223
		view.Pix[i] = uint8(seed >> 24)
	}
	var out bytes.Buffer
	if err := png.Encode(&out, view); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func photoFields(email string) url.Values {
	form := entryFields(email)
	form.Set("photo_alt", "Un cornet au soleil")
	form.Set("photo_rights", "yes")
	form.Set("photo_age", "adult")
	return form
}

func (w *town) photoContest(slug string, photos map[string]any) (api, desk *visitor) {
	api = w.staff("glaces")
	w.openContest(api, slug, map[string]any{"entry": map[string]any{"confirm": false, "photos": photos}})
	return api, w.desk("glaces")
}

var galleryLink = regexp.MustCompile(`/fr/c/[a-z]+/photos/([0-9A-Z]{10})"`)

// TestPhotoWithoutScript: the photo comes with the form, waits for staff, is published, and is
// voted for by somebody who proves an address.
func TestPhotoWithoutScript(t *testing.T) {
	w := newTown(t)
	_, desk := w.photoContest("photos", map[string]any{"top": 5})
	fan, page := w.visitor(), "/fr/c/photos"
	bare := photoFields("awa@exemple.sn")
	bare.Del("photo_rights")
	bare.Del("photo_age")
	fan.sendForm(page, page, bare, nil).wants(422).reads().holds("Choisissez une photo", "Sans cet accord", "Indiquez si vous avez")
	fan.sendForm(page, page, photoFields("awa@exemple.sn"), map[string][]byte{"photo": []byte("<svg onload=alert(1)>")}).wants(422).reads().holds("n’est pas une image lisible")
	receipt := fan.sendForm(page, page, photoFields("awa@exemple.sn"), map[string][]byte{"photo": noisyPNG(t, 60)}).leadsTo("/fr/c/photos/receipt/")
	fan.get(receipt).wants(200).reads().holds("regarde avant de la publier", "Retirer ma photo")
	fan.get(receipt + "/photo.jpg").wants(200)
	w.visitor().get(page + "/photos").wants(200).reads().holds("pas encore de photo").lacks("Un cornet au soleil")

	queue := "/fr/admin/b/glaces/contests/photos/photos"
	w.visitor().get(queue).wants(303)
	id := regexp.MustCompile(`name="photo" value="([0-9A-Z]{10})"`).FindStringSubmatch(desk.get(queue).wants(200).reads().holds("Un cornet au soleil", `data-key="a"`).body)[1]
	w.visitor().get(page + "/photos/" + id).wants(404)
	w.visitor().get(page + "/photos/" + id + "/60.jpg").wants(404)
	desk.get(queue + "/" + id + "/60.jpg").wants(200)
	w.visitor().get(queue + "/" + id + "/60.jpg").wants(303)
	desk.submit(queue, queue, url.Values{"photo": {id}, "act": {"refuse.ugly"}}).wants(422)
	desk.submit(queue, queue, url.Values{"photo": {id}, "act": {"publish"}}).leadsTo(queue)
	desk.submit(queue, queue, url.Values{"photo": {id}, "act": {"publish"}}).wants(422)

	voter, photo := w.visitor(), page+"/photos/"+id
	if found := galleryLink.FindStringSubmatch(voter.get(page + "/photos").wants(200).body); found == nil || found[1] != id {
		t.Fatalf("the gallery leads to %v", found)
	}
	voter.get(photo + "/60.jpg").wants(200)
	voter.submit(photo, photo, url.Values{"act": {"vote"}, "email": {"no address"}}).wants(422)
	voter.submit(photo, photo, url.Values{"act": {"vote"}, "email": {"fan@exemple.sn"}}).leadsTo(page + "/photos/confirm")
	_, link := w.mailed()
	link = "/" + strings.TrimPrefix(link, "/")
	token := regexp.MustCompile(`token=([^&"\s]+)`).FindStringSubmatch(link)[1]
	voter.get(photo).wants(200).reads().lacks("1 vote<")
	voter.submit(page+"/photos/confirm?token="+token, page+"/photos/confirm", url.Values{"token": {token}}).leadsTo(photo)
	voter.get(photo).wants(200).reads().holds("Vous avez voté pour cette photo", "Reprendre mon vote")
	voter.submit(photo, photo, url.Values{"act": {"vote"}}).leadsTo(photo) // a resend is no fault
	voter.submit(photo, photo, url.Values{"act": {"back"}}).leadsTo(photo)
	voter.get(photo).wants(200).reads().holds("0 vote")
	fan.submit(receipt, receipt+"/photo", url.Values{"act": {"withdraw"}}).leadsTo(receipt)
	voter.get(photo).wants(404)
	voter.get(photo + "/60.jpg").wants(404)
}

// TestUploadsByTheAPI: parts with offsets, what to do about wrong ones, and an entry with what
// has arrived.
func TestUploadsByTheAPI(t *testing.T) {
	w := newTown(t)
	api, _ := w.photoContest("photos", map[string]any{"award": "best"})
	fan, path := w.visitor(), "/api/v1/contests/photos/photo-uploads"
	file := noisyPNG(t, 300)
	fan.json(http.MethodPost, path, map[string]any{"bytes": 20 << 20, "type": "image/png"}).wants(422)
	fan.json(http.MethodPost, path, map[string]any{"bytes": 10, "type": "text/html"}).wants(422)
	begun := fan.json(http.MethodPost, path, map[string]any{"bytes": len(file), "type": "image/png"}).wants(201)
	at := begun.header.Get("Location")
	if begun.header.Get("Upload-Offset") != "0" || !strings.HasPrefix(at, path+"/") {
		t.Fatalf("%v", begun.header)
	}
	part := func(offset int, body []byte) answer {
		sender := w.visitor()
		sender.header.Set("Upload-Offset", strconv.Itoa(offset))
		return sender.do(http.MethodPatch, at, "application/octet-stream", bytes.NewReader(body))
	}
	half := len(file) / 2
	part(0, file[:half]).wants(204)
	if refused := part(0, file[:half]).code(409, "upload_offset"); refused.header.Get("Upload-Offset") != strconv.Itoa(half) {
		t.Errorf("it says to go on at %s", refused.header.Get("Upload-Offset"))
	}
	entry := map[string]any{
		"email": "awa@exemple.sn", "name": "Awa", "consents": map[string]any{"rules": true},
		"photo": map[string]any{"upload": strings.TrimPrefix(at, path+"/"), "alt": "Un cornet", "rights": true, "age": "adult"},
	}
	fan.json(http.MethodPost, "/api/v1/contests/photos/entries", entry).wants(422).field("photo", "upload_unfinished")
	if head := fan.do(http.MethodHead, at, "", nil).wants(200); head.header.Get("Upload-Offset") != strconv.Itoa(half) {
		t.Errorf("HEAD says %v", head.header)
	}
	if last := part(half, file[half:]).wants(204); last.header.Get("Upload-Ready") != "yes" {
		t.Errorf("it is not ready: %v", last.header)
	}
	fan.json(http.MethodPost, "/api/v1/contests/photos/entries", entry).wants(201)
	entry["email"] = "bintou@exemple.sn"
	fan.json(http.MethodPost, "/api/v1/contests/photos/entries", entry).field("photo", "upload_gone")
	w.visitor().get(path+"/guessed").code(410, "upload_gone")
	fan.get("/api/v1/contests/photos/photos/review/next").wants(401)
	next := api.get("/api/v1/contests/photos/photos/review/next").wants(200)
	id := regexp.MustCompile(`"id":"([0-9A-Z]{10})"`).FindStringSubmatch(next.body)[1]
	fan.json(http.MethodPost, "/api/v1/contests/photos/photos/"+id+"/votes", map[string]any{"email": "fan@exemple.sn"}).wants(404)
	api.json(http.MethodPost, "/api/v1/contests/photos/photos/"+id+"/review", map[string]any{"act": "publish"}).wants(204)
	fan.json(http.MethodPost, "/api/v1/contests/photos/photos/"+id+"/votes", map[string]any{"email": "fan@exemple.sn"}).wants(202)
	if list := fan.get("/api/v1/contests/photos/photos").wants(200); !strings.Contains(list.body, id) {
		t.Errorf("the gallery is %s", list.body)
	}
	fan.get("/api/v1/contests/photos/photos/ranking").code(409, "photos_not_ranked")
	api.get("/api/v1/contests/photos/photos/ranking/preview").wants(200)
	api.json(http.MethodPost, "/api/v1/contests/photos/jurors", map[string]any{"name": "Paul"}).code(409, "contest_has_no_jury")
}

// TestJuryAndParentPages: a juror marks by a link that is shown once, a parent refuses by theirs.
func TestJuryAndParentPages(t *testing.T) {
	w := newTown(t)
	_, desk := w.photoContest("photos", map[string]any{"jury_percent": 50, "criteria": []string{"Lumière"}, "under_age": true})
	fan, page := w.visitor(), "/fr/c/photos"
	child := photoFields("enfant@exemple.sn")
	child.Set("photo_age", "minor")
	child.Set("photo_parent_name", "Mariam Diop")
	child.Set("photo_parent_email", "maman@exemple.sn")
	fan.sendForm(page, page, child, map[string][]byte{"photo": noisyPNG(t, 50)}).leadsTo("/fr/c/photos/receipt/")
	mails, err := w.outbox.Recent(t.Context(), 5)
	if err != nil {
		t.Fatal(err)
	}
	link := ""
	for _, m := range mails {
		if found := regexp.MustCompile(`/fr/c/photos/photos/agree/\S+`).FindString(m.Text); found != "" && m.To == "maman@exemple.sn" {
			link = found
		}
	}
	parent := w.visitor()
	parent.get(link).wants(200).reads().holds("Mariam Diop", "J’accepte", "Je refuse")
	parent.get(link + "/photo.jpg").wants(200)
	parent.submit(link, link, url.Values{"answer": {"yes"}}).wants(422).reads().holds("Cochez la case")
	parent.submit(link, link, url.Values{"answer": {"yes"}, "agree": {"yes"}}).leadsTo(link)
	parent.get(link).wants(200).reads().holds("la photo peut participer")

	queue := "/fr/admin/b/glaces/contests/photos/photos"
	id := regexp.MustCompile(`name="photo" value="([0-9A-Z]{10})"`).FindStringSubmatch(desk.get(queue).wants(200).reads().holds("moins de 18").body)[1]
	desk.submit(queue, queue, url.Values{"photo": {id}, "act": {"publish"}}).wants(303)
	invited := desk.submit(queue+"/ranking", queue+"/jury", url.Values{"name": {"Paul"}}).wants(200).reads().holds("montré qu’une fois")
	seat := regexp.MustCompile(`/fr/c/photos/jury/[A-Za-z0-9_-]{20,}`).FindString(invited.body)
	juror := w.visitor()
	juror.get(seat).wants(200).reads().holds("Bonjour Paul", "Lumière", "0 sur 1").lacks("Priya")
	juror.submit(seat, seat+"?page=1", url.Values{"mark." + id + ".0": {"11"}}).wants(422)
	juror.submit(seat, seat+"?page=1", url.Values{"mark." + id + ".0": {"9"}}).wants(303)
	juror.get(seat).wants(200).reads().holds("1 sur 1")
	w.visitor().get("/fr/c/photos/jury/guessed").wants(404)
	desk.get(queue + "/published").wants(200).reads().holds("Un cornet au soleil")
	desk.get(queue + "/votes").wants(200)
	desk.get(queue + "/elsewhere").wants(404)
	desk.get("/fr/admin/b/glaces/contests/photos").wants(200).reads().holds("/contests/photos/photos")
}
