package handlers

import "net/http"

// calendarRoutes are the editorial calendar: the panel, the feed, the API.
func (a *App) calendarRoutes() {
	r := a.fiber
	r.Get("/calendar/:token.ics", a.calendarFeed)
	r.Get("/admin/b/:brand/calendar", a.inBrand(a.calendarPage))
	r.Post("/admin/b/:brand/calendar/countries", a.inBrand(a.followCountries))
	r.Post("/admin/b/:brand/calendar/feed", a.inBrand(a.feedForm))
	r.Get("/admin/b/:brand/calendar/posts/new", a.inBrand(a.newPostPage))
	r.Post("/admin/b/:brand/calendar/posts/new", a.inBrand(a.savePost))
	r.Get("/admin/b/:brand/calendar/posts/:id", a.inBrand(a.postPage))
	r.Post("/admin/b/:brand/calendar/posts/:id", a.inBrand(a.savePost))

	staff := func(method, path, id, summary string, status int) operation {
		return operation{method: method, path: "/brands/{brand}" + path, id: id, summary: summary, tag: "calendar", status: status}
	}
	register(a, staff(http.MethodGet, "/calendar", "read-calendar", "Read campaigns, draws, posts and key dates between two days", 0), a.readCalendar)
	register(a, staff(http.MethodPost, "/posts", "plan-post", "Plan a post", http.StatusCreated), a.planPost)
	register(a, staff(http.MethodGet, "/posts/{post}", "find-post", "Read a post", 0), a.findPost)
	register(a, staff(http.MethodPut, "/posts/{post}", "edit-post", "Replace what was planned", 0), a.editPost)
	register(a, staff(http.MethodPost, "/posts/{post}/state", "move-post", "Say how far a post has come", 0), a.movePost)
	register(a, staff(http.MethodDelete, "/posts/{post}", "delete-post", "Delete a post", 0), a.deletePost)
	register(a, staff(http.MethodPut, "/calendar/countries", "set-calendar-countries", "Choose the countries whose key dates the calendar shows. For those who edit campaigns", http.StatusNoContent), a.setCalendarCountries)
	feed := staff(http.MethodPost, "/calendar/feed", "make-calendar-feed", "Make the address of one's own iCalendar feed, in place of the one before. For staff of the brand", http.StatusCreated)
	feed.natural = true // the address is a secret: the answer is not kept
	register(a, feed, a.makeCalendarFeed)
	register(a, staff(http.MethodDelete, "/calendar/feed", "end-calendar-feed", "End one's own iCalendar feed. For staff of the brand", http.StatusNoContent), a.endCalendarFeed)
}
