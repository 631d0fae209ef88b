package handlers

import (
	"net/http"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gofiber/fiber/v2"

	"kermesse/contests/photos"
	"kermesse/internal/fault"
	"kermesse/internal/picture"
)

// Headers of uploads.
const (
	headerOffset = "Upload-Offset" // how many bytes have arrived
	headerLength = "Upload-Length" // how many there are
	headerReady  = "Upload-Ready"  // "yes": it has arrived, and is a picture
)

type uploadBody struct {
	Bytes int64  `json:"bytes" minimum:"1" maximum:"10485760" doc:"Of the whole file."`
	Type  string `json:"type" enum:"image/jpeg,image/png,image/webp,image/gif"`
}

type uploadAnswer struct {
	Upload  string    `json:"upload" doc:"Names it in further requests, and in the photo of an entry. Whoever has it may send parts."`
	Bytes   int64     `json:"bytes"`
	Offset  int64     `json:"offset" doc:"How many bytes have arrived, without a gap."`
	Part    int       `json:"most_at_once" doc:"Bytes of a part."`
	Ready   bool      `json:"ready" doc:"It has arrived, and is a picture."`
	Expires time.Time `json:"expires_at" doc:"When it is deleted unless more of it comes."`
}

func tellUpload(u photos.Upload) uploadAnswer {
	return uploadAnswer{Upload: u.Token, Bytes: u.Bytes, Offset: u.Offset, Part: photos.MaxPart, Ready: u.Ready, Expires: u.Expires}
}

// beginUpload makes room for a photo. It is a plain handler, as all of uploads: what they
// answer is headers.
func (a *App) beginUpload(c *fiber.Ctx) error {
	var body uploadBody
	if err := c.BodyParser(&body); err != nil {
		return errMalformed.With("JSON")
	}
	u, err := a.Contests.Photos().BeginUpload(c.UserContext(), c.Params("slug"), body.Bytes, body.Type, a.clientNetwork(c))
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderLocation, uploadsPath(c.Params("slug"))+"/"+u.Token)
	a.uploadHeaders(c, u)
	return c.Status(http.StatusCreated).JSON(tellUpload(u))
}

func (a *App) uploadHeaders(c *fiber.Ctx, u photos.Upload) {
	c.Set(headerOffset, strconv.FormatInt(u.Offset, 10))
	c.Set(headerLength, strconv.FormatInt(u.Bytes, 10))
	c.Set(fiber.HeaderCacheControl, "no-store")
	if u.Ready {
		c.Set(headerReady, "yes")
	}
}

// tellUploadState answers how far an upload has got: in the headers, and to a GET in words too.
func (a *App) tellUploadState(c *fiber.Ctx) error {
	u, err := a.Contests.Photos().FindUpload(c.UserContext(), c.Params("slug"), c.Params("upload"))
	if err != nil {
		return err
	}
	a.uploadHeaders(c, u)
	return c.JSON(tellUpload(u))
}

// appendUpload takes a part. One that does not begin where the one before ended is refused
// with the offset at which to go on.
func (a *App) appendUpload(c *fiber.Ctx) error {
	offset, err := strconv.ParseInt(c.Get(headerOffset), 10, 64)
	if err != nil {
		return errMalformed.With(headerOffset)
	}
	ctx, slug, token := c.UserContext(), c.Params("slug"), c.Params("upload")
	u, err := a.Contests.Photos().AppendUpload(ctx, slug, token, offset, c.Body())
	if err != nil {
		if fault.KindOf(err) == fault.Conflict {
			if at, findErr := a.Contests.Photos().FindUpload(ctx, slug, token); findErr == nil {
				a.uploadHeaders(c, at)
			}
		}
		return err
	}
	a.uploadHeaders(c, u)
	return c.SendStatus(http.StatusNoContent)
}

// dropUpload deletes an upload that is not wanted any more.
func (a *App) dropUpload(c *fiber.Ctx) error {
	if err := a.Contests.Photos().DropUpload(c.UserContext(), c.Params("slug"), c.Params("upload")); err != nil {
		return err
	}
	return c.SendStatus(http.StatusNoContent)
}

// uploadRoutes are those handlers, and their description beside the operations that register
// themselves.
func (a *App) uploadRoutes() {
	const path = "/api/v1/contests/:slug/photo-uploads"
	a.fiber.Post(path, a.beginUpload)
	a.fiber.Get(path+"/:upload", a.tellUploadState)
	a.fiber.Patch(path+"/:upload", a.appendUpload)
	a.fiber.Delete(path+"/:upload", a.dropUpload)

	text := &huma.Schema{Type: huma.TypeString}
	slug := &huma.Param{Name: "slug", In: "path", Required: true, Schema: text}
	upload := &huma.Param{Name: "upload", In: "path", Required: true, Schema: text}
	offset := &huma.Param{Name: headerOffset, In: "header", Required: true, Schema: &huma.Schema{Type: huma.TypeInteger}, Description: "Where the part begins: as many bytes as have arrived."}
	number := func(words string) *huma.Header {
		return &huma.Header{Description: words, Schema: &huma.Schema{Type: huma.TypeInteger}}
	}
	headers := map[string]*huma.Header{
		headerOffset: number("How many bytes have arrived."), headerLength: number("How many there are."),
		headerReady: {Description: "yes: it has arrived, and is a picture.", Schema: text},
	}
	answer := map[string]*huma.MediaType{"application/json": {Schema: a.schemaOf(uploadAnswer{})}}
	for _, op := range []*huma.Operation{
		{
			Method: http.MethodPost, OperationID: "begin-photo-upload", Summary: "Begin to send a photo in parts. Open to all",
			Description: "JPEG, PNG, WebP or GIF, up to " + strconv.Itoa(picture.MaxBytes>>20) + " MB. What is not finished within a day is deleted.",
			Parameters:  []*huma.Param{slug},
			RequestBody: &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{"application/json": {Schema: a.schemaOf(uploadBody{})}}},
			Responses:   map[string]*huma.Response{"201": {Description: "Begun.", Headers: headers, Content: answer}},
		},
		{
			Method: http.MethodGet, OperationID: "find-photo-upload", Summary: "Ask how far a photo has arrived; HEAD answers the headers alone. For whoever began it",
			Parameters: []*huma.Param{slug, upload},
			Responses:  map[string]*huma.Response{"200": {Description: "How far it has got.", Headers: headers, Content: answer}},
		},
		{
			Method: http.MethodPatch, OperationID: "append-photo-upload", Summary: "Send the next part of a photo. For whoever began it",
			Description: "Up to " + strconv.Itoa(photos.MaxPart>>10) + " kB. A part that does not begin where the one before ended is answered 409, with the offset at which to go on; nothing of it is kept. With the last one the picture is read.",
			Parameters:  []*huma.Param{slug, upload, offset},
			RequestBody: &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{"application/octet-stream": {Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}}},
			Responses:   map[string]*huma.Response{"204": {Description: "Kept.", Headers: headers}},
		},
		{
			Method: http.MethodDelete, OperationID: "drop-photo-upload", Summary: "Give an upload up. For whoever began it",
			Parameters: []*huma.Param{slug, upload},
			Responses:  map[string]*huma.Response{"204": {Description: "Deleted."}},
		},
	} {
		op.Path, op.Tags, op.Security = "/api/v1/contests/{slug}/photo-uploads", []string{"photos"}, []map[string][]string{}
		if len(op.Parameters) > 1 {
			op.Path += "/{upload}"
		}
		op.Responses["4XX"] = a.problemResponse()
		a.api.OpenAPI().AddOperation(op)
	}
}
