package handlers

import (
	"net/url"

	"kermesse/contests"
	"kermesse/frontend"
)

// lookSection is the picture.
func lookSection() editSection {
	return editSection{
		key: "look", faults: []string{"picture"},
		fields: func(c contests.Contest) url.Values {
			if c.Picture == nil {
				return values("picture_alt", "")
			}
			return values("picture_alt", c.Picture.Alt, "picture_kept", c.Picture.Hash)
		},
		read: func(e *contestEdit, f *contests.Form) {
			switch {
			case e.sent != nil:
				f.Picture = &contests.Picture{Hash: e.sent.Hash}
			case e.values.Get("picture_drop") == "yes":
				f.Picture = nil
			}
			if f.Picture != nil {
				f.Picture.Alt = e.values.Get("picture_alt")
			}
		},
		field: func(path string) string {
			if path == "picture.alt" {
				return "picture_alt"
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
