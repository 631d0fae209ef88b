package handlers

import (
	"bytes"
	"io"
	"net/http"
	"regexp"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gofiber/fiber/v2"

	"kermesse/internal/account"
	"kermesse/internal/picture"
)

var pictureName = regexp.MustCompile(`^([0-9a-f]{32})-([0-9]{1,4})\.jpg$`)

// servePicture answers one file of a picture. Its name says what it holds, so a browser
// may keep it for ever.
func (a *App) servePicture(c *fiber.Ctx) error {
	name := pictureName.FindStringSubmatch(c.Params("name"))
	if name == nil {
		return picture.ErrNotFound
	}
	width, err := strconv.Atoi(name[2])
	if err != nil {
		return picture.ErrNotFound
	}
	file, err := a.Album.Find(c.UserContext(), name[1], width)
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, "image/jpeg")
	c.Set(fiber.HeaderCacheControl, "public, max-age=31536000, immutable")
	forOtherSites(c)
	return c.Send(file.JPEG)
}

type pictureAnswer struct {
	Picture string   `json:"picture"`
	Width   int      `json:"width"`
	Height  int      `json:"height"`
	URLs    []string `json:"urls"`
}

// takePicture keeps a picture that staff send, as the body itself or as the field "file"
// of a form. It is a plain handler, because the body is a file and not JSON.
func (a *App) takePicture(c *fiber.Ctx) error {
	ctx := c.UserContext()
	actor, _, err := a.actorIn(ctx, c.Params("brand"))
	if err != nil {
		return err
	}
	if err := actor.Require(account.EditCampaigns, actor.Brand); err != nil {
		return err
	}
	file, err := sentFile(c)
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }()
	p, err := a.Album.Add(ctx, file)
	if err != nil {
		return err
	}
	return c.Status(http.StatusCreated).JSON(pictureAnswer{
		Picture: p.Hash, Width: p.Width, Height: p.Height, URLs: a.pictureURLs(p.Hash, p.Width),
	})
}

// sentFile opens the field "file" of a form, or the body itself.
func sentFile(c *fiber.Ctx) (io.ReadCloser, error) {
	if strings.HasPrefix(c.Get(fiber.HeaderContentType), fiber.MIMEMultipartForm) {
		part, err := c.FormFile("file")
		if err != nil {
			return nil, picture.ErrUnreadable.Wrap(err)
		}
		return part.Open()
	}
	if body := c.Context().RequestBodyStream(); body != nil {
		return io.NopCloser(body), nil
	}
	return io.NopCloser(bytes.NewReader(c.Body())), nil
}

// pictureIn keeps the picture of one field of a form; nil where no file was chosen.
func (a *App) pictureIn(c *fiber.Ctx, field string) (*picture.Picture, error) {
	part, err := c.FormFile(field)
	if err != nil || part.Size == 0 {
		return nil, nil // a form without that file is a form without a picture
	}
	file, err := part.Open()
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }()
	p, err := a.Album.Add(c.UserContext(), file)
	return &p, err
}

// pictureOperation describes takePicture beside the operations that register themselves.
func (a *App) pictureOperation() {
	file := &huma.MediaType{Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}
	a.api.OpenAPI().AddOperation(&huma.Operation{
		Method: http.MethodPost, Path: "/api/v1/brands/{brand}/pictures", OperationID: "add-picture", Tags: []string{"pictures"},
		Summary:     "Keep a picture, to be named in an option or a prize",
		Description: "JPEG, PNG, GIF or WebP, up to 10 MB and 25 million pixels. It is drawn anew in three widths, without metadata.",
		Security:    []map[string][]string{{"staff": {}}},
		Parameters:  []*huma.Param{{Name: "brand", In: "path", Required: true, Schema: &huma.Schema{Type: huma.TypeString}, Description: "Slug of the brand."}},
		RequestBody: &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{
			"image/jpeg": file, "image/png": file, "image/gif": file, "image/webp": file,
		}},
		Responses: map[string]*huma.Response{
			"201": {Description: "Kept.", Content: map[string]*huma.MediaType{"application/json": {Schema: a.schemaOf(pictureAnswer{})}}},
			"4XX": a.problemResponse(),
		},
	})
}
