package handlers

import (
	"net/url"

	"kermesse/contests"
	"kermesse/frontend"
)

// lookSection is the picture.
func lookSection() editSection {
	return editSection{
		key: "look", faults: []string{"picture", "also.alt"},
		fields: func(c contests.Contest) url.Values {
			if c.Picture == nil {
				return values("picture_alt", "", "also_alt", c.Also.Alt)
			}
			return values("picture_alt", c.Picture.Alt, "also_alt", c.Also.Alt, "picture_kept", c.Picture.Hash)
		},
		read: func(e *contestEdit, f *contests.Form) {
			switch {
			case e.sent != nil:
				f.Picture = &contests.Picture{Hash: e.sent.Hash}
			case e.values.Get("picture_drop") == "yes":
				f.Picture = nil
			}
			if e.values.Has("also_alt") {
				f.Also.Alt = e.values.Get("also_alt")
			}
			if f.Picture != nil {
				f.Picture.Alt = e.values.Get("picture_alt")
			}
		},
		field: func(path string) string {
			switch path {
			case "picture.alt":
				return "picture_alt"
			case "also.alt":
				return "also_alt"
			}
			return "picture"
		},
		page: func(_ *App, e *contestEdit, frame frontend.ContestEditFrame) frontend.Page {
			shown := e.before
			if e.sent != nil {
				shown.Picture = e.sent
			}
			return frontend.ContestLookPage{ContestEditFrame: frame, Picture: contestPicture(shown)}
		},
	}
}
