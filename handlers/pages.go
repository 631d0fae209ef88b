package handlers

import (
	"crypto/rand"
	"errors"
	"mime/multipart"
	"net/url"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"kermesse/frontend"
	"kermesse/internal/fault"
	"kermesse/internal/kept"
	"kermesse/places"
)

const (
	cookieCSRF  = "kermesse_form"   // random; the token in a form is its keyed hash
	cookieFlash = "kermesse_notice" // what has just been done, shown once
	fieldCSRF   = "csrf"
)

// frame is what the page around the content shows.
func (a *App) frame(c *fiber.Ctx) frontend.Frame {
	notice := a.notice(c)
	sites, _ := c.Locals(localSites).(places.Sites)
	return frontend.Frame{
		Kiosk:  a.kioskFrame(c),
		Within: placeOf(c), Ancestors: sites,
		Lang: lang(c), Path: strings.Clone(c.Path()), Query: a.query(c),
		Now: a.Clock.Now(), BaseURL: a.Config.BaseURL, CSRF: a.own(c, a.formToken), Notice: notice,
	}
}

// notice takes what has just been done, to be shown once. A cookie that says anything else, of an
// older program or of somebody who could plant one, is no reason to show no page.
func (a *App) notice(c *fiber.Ctx) frontend.Notice {
	said := cookie(c, cookieFlash)
	if said == "" {
		return ""
	}
	a.setCookie(c, cookieFlash, "", -1)
	if key := "notice." + said; a.Pages.Text(lang(c), key) == key {
		return ""
	}
	return frontend.Notice(said)
}

// render sends a page. It is whole before its first byte leaves.
func (a *App) render(c *fiber.Ctx, status int, page frontend.Page) error {
	body, err := a.Pages.RenderBytes(page)
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, fiber.MIMETextHTMLCharsetUTF8)
	c.Set(fiber.HeaderContentSecurityPolicy, a.Pages.ContentSecurityPolicy(page))
	c.Set(fiber.HeaderContentLanguage, lang(c))
	if len(c.Response().Header.Peek(fiber.HeaderCacheControl)) == 0 {
		c.Set(fiber.HeaderCacheControl, "private, no-cache")
	}
	if m := makingOf(c); m != nil {
		m.shown = true
		return c.Status(status).Send(body)
	}
	return sendCompressed(c.Status(status), body)
}

// compressible is the size from which compressing saves a packet.
const compressible = 1400

// sendCompressed sends a page in the best encoding that the browser takes. On a slow
// network the bytes that are saved are most of the waiting.
func sendCompressed(c *fiber.Ctx, body []byte) error {
	c.Vary(fiber.HeaderAcceptEncoding)
	encoding := accepted(c, kept.Brotli)
	if len(body) < compressible {
		encoding = kept.Identity
	}
	switch encoding {
	case kept.Brotli:
		body = fasthttp.AppendBrotliBytesLevel(nil, body, fasthttp.CompressBrotliDefaultCompression)
	case kept.Gzip:
		body = fasthttp.AppendGzipBytesLevel(nil, body, fasthttp.CompressDefaultCompression)
	}
	if encoding != kept.Identity {
		c.Set(fiber.HeaderContentEncoding, string(encoding))
	}
	return c.Send(body)
}

// redirect answers a form: the browser gets the next page by GET, in the same language.
func (a *App) redirect(c *fiber.Ctx, path string, notice frontend.Notice) error {
	if notice != "" {
		a.setCookie(c, cookieFlash, string(notice), 60)
	}
	return c.Redirect(frontend.LocalPath(lang(c), frontend.WithinPath(placeOf(c), path)), fiber.StatusSeeOther)
}

// setCookie sets one of our cookies: never readable by scripts, never sent by a form of
// another site. maxAge is in seconds; negative deletes.
//
// In a frame it is a cookie of that frame, and on a tablet none but the tablet's own.
func (a *App) setCookie(c *fiber.Ctx, name, value string, maxAge int) {
	switch placeOf(c) {
	case frontend.EmbedPath:
		setFrameCookie(c, name, value, maxAge)
		return
	case frontend.KioskPath:
		return
	}
	a.setOwnCookie(c, name, value, maxAge)
}

func (a *App) setOwnCookie(c *fiber.Ctx, name, value string, maxAge int) {
	if m := makingOf(c); m != nil {
		m.own = true
	}
	cookie := &fiber.Cookie{
		Name: name, Value: value, Path: "/", MaxAge: maxAge,
		HTTPOnly: true, Secure: a.secure(c), SameSite: fiber.CookieSameSiteLaxMode,
	}
	if maxAge < 0 {
		cookie.Expires = time.Unix(1, 0)
	}
	c.Cookie(cookie)
}

var errForged = fault.New(fault.Forbidden, "form_expired",
	"Ce formulaire a expiré ou vient d’une autre page. Rechargez la page et recommencez : rien n’a été enregistré.",
	"This form has expired or comes from another page. Reload the page and try again: nothing was saved.")

// formToken returns the token of forms for this browser. It is bound to a random cookie,
// which is only set where a page has a form, and to the session of the panel: a token
// that another site got hold of before somebody signed in is worth nothing afterwards.
func (a *App) formToken(c *fiber.Ctx) string {
	if placeOf(c) != "" {
		token, err := a.placeToken(c)
		if err != nil {
			a.Log.Error("no form token", "error", err)
		}
		return token
	}
	binding := c.Cookies(cookieCSRF)
	if binding == "" {
		binding, _ = c.Locals(cookieCSRF).(string)
	}
	if binding == "" {
		binding = rand.Text()
		c.Locals(cookieCSRF, binding)
		a.setCookie(c, cookieCSRF, binding, 0)
	}
	token, err := a.Accounts.FormToken(binding + c.Cookies(cookieStaff))
	if err != nil {
		// Without a token the form is refused when it comes back, which is the safe side.
		a.Log.Error("no form token", "error", err)
	}
	return token
}

// guardForms refuses a write that another site made the browser send. Forms carry a
// token as well; the API does not need one, since a browser asks before it sends JSON to
// another site, and tokens of staff are not sent by themselves.
func (a *App) guardForms(c *fiber.Ctx) error {
	if c.Method() == fiber.MethodGet || c.Method() == fiber.MethodHead {
		return c.Next()
	}
	if placeOf(c) != "" {
		return a.guardPlace(c)
	}
	if len(c.Request().Header.Peek(fiber.HeaderCookie)) > 0 && !a.sameOrigin(c) {
		return errForged
	}
	if isAPI(c.Path()) || c.Path() == frontend.StopPath { // mailboxes stop mails without having seen a page (RFC 8058)
		return c.Next()
	}
	if _, err := c.MultipartForm(); errors.Is(err, multipart.ErrMessageTooLarge) {
		return errTooLarge.With(maxTypedBytes / 1000) // typed, and not sent as a file: the token is lost with it
	}
	binding := c.Cookies(cookieCSRF)
	if binding == "" || !a.Accounts.CheckFormToken(binding+c.Cookies(cookieStaff), formValue(c, fieldCSRF)) {
		return errForged
	}
	return c.Next()
}

// maxTypedBytes is what the fields of a form may hold together, files aside.
const maxTypedBytes = 10 << 20

// sameOrigin believes what browsers say of where a request comes from; one that says
// nothing is judged by the token alone.
func (a *App) sameOrigin(c *fiber.Ctx) bool {
	switch c.Get("Sec-Fetch-Site") {
	case "same-origin", "none":
		return true
	case "cross-site", "same-site":
		return false
	}
	origin := c.Get(fiber.HeaderOrigin)
	if origin == "" {
		return true
	}
	u, err := url.Parse(origin)
	return err == nil && (u.Host == string(c.Context().Host()) || origin == a.Config.BaseURL)
}

// formValue reads one field of a form, urlencoded or multipart.
func formValue(c *fiber.Ctx, name string) string { return c.FormValue(name) }

// formValues reads a whole form, for showing it again as it was typed.
func formValues(c *fiber.Ctx) url.Values {
	values := url.Values{}
	if form, err := c.MultipartForm(); err == nil {
		for name, v := range form.Value {
			values[name] = v
		}
		return values
	}
	for name, value := range c.Context().PostArgs().All() {
		values.Add(string(name), string(value))
	}
	return values
}

// fieldErrors puts a fault beside the fields of a form, in the page's language.
func fieldErrors(c *fiber.Ctx, err error) []frontend.FieldError {
	f := faultOf(err)
	if len(f.Fields) == 0 {
		return []frontend.FieldError{{Message: f.Message.In(lang(c))}}
	}
	var out []frontend.FieldError
	for _, field := range f.Fields {
		out = append(out, frontend.FieldError{Field: field.Name, Message: field.Fault.Message.In(lang(c))})
	}
	return out
}

func isAdmin(path string) bool { return path == "/admin" || strings.HasPrefix(path, "/admin/") }
