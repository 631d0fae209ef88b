package handlers

import (
	"net/url"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/google/uuid"

	"kermesse/frontend"
	"kermesse/internal/account"
	"kermesse/internal/fault"
)

func (a *App) journalRoutes() {
	a.fiber.Get("/admin/b/:brand/journal", a.inBrand(a.journalPage))
}

func (a *App) journalPage(c *fiber.Ctx, d desk) error {
	ctx := c.UserContext()
	found, err := a.Accounts.ListJournal(ctx, d.Actor, journalFilter(c, d.Brand.Location()))
	if err != nil {
		return err
	}
	actors, err := a.Accounts.ListJournalActors(ctx, d.Actor)
	if err != nil {
		return err
	}
	actions, err := a.Accounts.ListJournalActions(ctx, d.Actor)
	if err != nil {
		return err
	}
	page := frontend.AdminJournalPage{
		AdminFrame: a.adminFrame(c, d), Actor: c.Query("actor"), Action: c.Query("action"), From: c.Query("from"), To: c.Query("to"),
		Lines: journalLines(c, d, found.Lines), Pager: frontend.Pager{Total: -1, Next: nextPage(c, found.Next)},
	}
	for _, user := range actors {
		page.Actors = append(page.Actors, frontend.Choice{Value: string(user.ID), Label: user.Name})
	}
	for _, action := range actions {
		page.Actions = append(page.Actions, frontend.Choice{Value: action, Label: actionInWords(lang(c), action)})
	}
	return a.render(c, fiber.StatusOK, page)
}

func journalFilter(c *fiber.Ctx, zone *time.Location) account.JournalFilter {
	f := account.JournalFilter{User: account.UserID(c.Query("actor")), Action: c.Query("action"), Before: c.Query("after")}
	f.From, _ = time.ParseInLocation(time.DateOnly, c.Query("from"), zone)
	if to, err := time.ParseInLocation(time.DateOnly, c.Query("to"), zone); err == nil {
		f.To = to.AddDate(0, 0, 1) // the day that is named is included
	}
	return f
}

// nextPage is the address of this page with another cursor; empty at the end.
func nextPage(c *fiber.Ctx, cursor string) string {
	if cursor == "" {
		return ""
	}
	query := url.Values{}
	for name, value := range c.Queries() {
		query.Set(name, value)
	}
	query.Set("after", cursor)
	return frontend.LocalPath(lang(c), c.Path()) + "?" + query.Encode()
}

func journalLines(c *fiber.Ctx, d desk, lines []account.JournalLine) []frontend.JournalLine {
	shown := make([]frontend.JournalLine, len(lines))
	for i, l := range lines {
		shown[i] = frontend.JournalLine{
			At: l.At.In(d.Brand.Location()), Actor: l.Name, Action: actionInWords(lang(c), l.Action), Subject: subjectInWords(l.Subject),
			Href: subjectHref(c, d, l.Subject),
		}
		if l.Kind == account.KindSystem {
			shown[i].Actor = ""
		}
		shown[i].Changes = changesInWords(c, d, l.Changes)
	}
	return shown
}

// subjectInWords is what was acted on, without its kind, which the act says; nothing where
// only a machine could read it.
func subjectInWords(subject string) string {
	_, name, _ := strings.Cut(subject, ":")
	if _, err := uuid.Parse(name); err == nil {
		return ""
	}
	return name
}

// subjectHref leads from "contest:slug" to its page in the panel, where there is one that
// the reader may open.
func subjectHref(c *fiber.Ctx, d desk, subject string) string {
	kind, name, _ := strings.Cut(subject, ":")
	rooms := map[string]struct {
		under string
		needs account.Permission
	}{
		"contest": {"contests", account.ViewCampaigns}, "poll": {"polls", account.ViewCampaigns}, "survey": {"surveys", account.ViewCampaigns},
		"reward": {"rewards", account.EditLoyalty}, "member": {"members", account.ViewPeople},
	}
	room, known := rooms[kind]
	if !known || name == "" || !d.Actor.May(room.needs) {
		return ""
	}
	return frontend.LocalPath(lang(c), frontend.AdminBrandPath(d.Brand.Slug, room.under, name))
}

// actionWords says each act of the journal in words. An act that is not here is shown by
// its name, which a test finds.
var actionWords = map[string]fault.Text{
	"members.import_added":     {FR: "Fichier de membres apporté", EN: "File of members brought"},
	"members.import_started":   {FR: "Import de membres lancé", EN: "Import of members let run"},
	"members.imported":         {FR: "Membres importés", EN: "Members imported"},
	"loyalty.exported":         {FR: "Programme de fidélité exporté en entier", EN: "Whole loyalty programme taken out"},
	"brand.created":            {FR: "Marque créée", EN: "Brand created"},
	"brand.edited":             {FR: "Marque modifiée", EN: "Brand edited"},
	"places.sites_set":         {FR: "Sites qui affichent les campagnes", EN: "Sites that show campaigns"},
	"places.sites_inherited":   {FR: "Sites : la liste de la marque vaut de nouveau", EN: "Sites: the brand’s list holds again"},
	"places.kiosk_opened":      {FR: "Borne ouverte", EN: "Kiosk opened"},
	"places.kiosk_closed":      {FR: "Borne fermée", EN: "Kiosk closed"},
	"places.tablet_unlocked":   {FR: "Tablette déverrouillée avec le PIN", EN: "Tablet unlocked with the PIN"},
	"places.tablet_locked":     {FR: "Tablette quittée avec le PIN", EN: "Tablet left with the PIN"},
	"places.link_added":        {FR: "Lien court créé", EN: "Short link made"},
	"user.edited":              {FR: "Profil modifié", EN: "Profile edited"},
	"user.password_changed":    {FR: "Mot de passe changé", EN: "Password changed"},
	"team.invited":             {FR: "Invitation envoyée", EN: "Invitation sent"},
	"team.uninvited":           {FR: "Invitation retirée", EN: "Invitation withdrawn"},
	"team.joined":              {FR: "Arrivée dans l’équipe", EN: "Joined the team"},
	"team.role_changed":        {FR: "Rôle changé", EN: "Role changed"},
	"team.removed":             {FR: "Retrait de l’équipe", EN: "Removed from the team"},
	"fan.erased":               {FR: "Données d’un fan effacées", EN: "Fan’s data erased"},
	"fan.requested":            {FR: "Demande sur des données personnelles", EN: "Request about personal data"},
	"fan.answered":             {FR: "Demande sur des données personnelles traitée", EN: "Request about personal data answered"},
	"entry.slip_accepted":      {FR: "Ticket de caisse accepté", EN: "Till receipt accepted"},
	"entry.slip_refused":       {FR: "Ticket de caisse refusé, avec motif", EN: "Till receipt refused, with a reason"},
	"contest.codes_issued":     {FR: "Série de codes ajoutée au jeu-concours", EN: "Batch of codes added to the contest"},
	"contest.codes_exported":   {FR: "Codes du jeu-concours remis, une seule fois", EN: "Codes of the contest handed out, once"},
	"contest.codes_revoked":    {FR: "Série de codes du jeu-concours annulée", EN: "Batch of codes of the contest revoked"},
	"contest.revealed":         {FR: "Moments gagnants révélés", EN: "Winning moments revealed"},
	"contest.created":          {FR: "Jeu-concours créé", EN: "Contest created"},
	"contest.edited":           {FR: "Jeu-concours modifié", EN: "Contest edited"},
	"contest.discarded":        {FR: "Brouillon de jeu-concours supprimé", EN: "Contest draft discarded"},
	"contest.scheduled":        {FR: "Publication programmée, ou déprogrammée", EN: "Publication scheduled, or taken off the schedule"},
	"contest.not_published":    {FR: "Publication programmée refusée", EN: "Scheduled publication refused"},
	"contest.published":        {FR: "Jeu-concours publié, règles figées", EN: "Contest published, rules frozen"},
	"contest.amended":          {FR: "Avenant au règlement", EN: "Rules amended"},
	"contest.permit_attached":  {FR: "Document de l’autorisation joint", EN: "Document of the permit attached"},
	"contest.permit_published": {FR: "Document de l’autorisation rendu public", EN: "Document of the permit made public"},
	"contest.permit_withdrawn": {FR: "Document de l’autorisation gardé pour l’équipe", EN: "Document of the permit kept for the team"},
	"contest.permit_removed":   {FR: "Document de l’autorisation supprimé", EN: "Document of the permit deleted"},
	"contest.law_overridden":   {FR: "Point de droit outrepassé, avec motif", EN: "Point of law overridden, with a reason"},
	"contest.purged":           {FR: "Données personnelles effacées à l’échéance", EN: "Personal data erased on its day"},
	"contest.cancelled":        {FR: "Jeu-concours annulé", EN: "Contest cancelled"},
	"sample.opened":            {FR: "Échantillon de contrôle ouvert", EN: "Audit sample opened"},
	"audit.recorded":           {FR: "Constat d’audit inscrit", EN: "Statement of an audit recorded"},
	"evidence.exported":        {FR: "Dossier de preuves téléchargé", EN: "Evidence file taken"},
	"list.added":               {FR: "Liste à tirer apportée", EN: "List to draw from brought"},
	"list.discarded":           {FR: "Liste à tirer jetée", EN: "List to draw from thrown away"},
	"list.committed":           {FR: "Liste figée pour un tirage", EN: "List frozen for a draw"},
	"contest.sealed":           {FR: "Liste des participations figée", EN: "List of entries frozen"},
	"contest.ranked":           {FR: "Photos classées à la clôture", EN: "Photos ranked at closing"},
	"contest.awarded":          {FR: "Lots attribués par le classement", EN: "Prizes given by the ranking"},
	"photo.decided":            {FR: "Photo publiée ou refusée", EN: "Photo published or refused"},
	"photo.returned":           {FR: "Photo remise à regarder", EN: "Photo put back to be looked at"},
	"photo.votes_settled":      {FR: "Votes mis de côté réglés", EN: "Votes set aside settled"},
	"photo.juror_invited":      {FR: "Juré invité", EN: "Juror invited"},
	"photo.juror_dismissed":    {FR: "Juré retiré du jury", EN: "Juror dismissed"},
	"contest.drawn":            {FR: "Tirage effectué", EN: "Draw held"},
	"entry.proof_accepted":     {FR: "Envoi d’une personne accepté", EN: "What an entrant sent, accepted"},
	"entry.proof_refused":      {FR: "Envoi d’une personne refusé", EN: "What an entrant sent, refused"},
	"contest.contacts_set":     {FR: "Liste de contacts remplacée", EN: "List of contacts replaced"},
	"entry.added":              {FR: "Participation ajoutée", EN: "Entry added"},
	"entry.excluded":           {FR: "Participation exclue", EN: "Entry excluded"},
	"entry.reopened":           {FR: "Décision reprise sur une participation", EN: "Decision on an entry taken back"},
	"entry.appeal_dismissed":   {FR: "Recours examiné, exclusion maintenue", EN: "Appeal looked at, exclusion kept"},
	"entries.accepted":         {FR: "Rafale de participations acceptée", EN: "Burst of entries accepted"},
	"entries.excluded":         {FR: "Rafale de participations exclue", EN: "Burst of entries excluded"},
	"block.added":              {FR: "Blocage ajouté", EN: "Block added"},
	"block.lifted":             {FR: "Blocage levé", EN: "Block lifted"},
	"entry.included":           {FR: "Participation rétablie", EN: "Entry taken back in"},
	"entries.imported":         {FR: "Participations importées", EN: "Entries imported"},
	"entries.exported":         {FR: "Participations exportées", EN: "Entries exported"},
	"winner.disqualified":      {FR: "Gagnant ou suppléant écarté", EN: "Winner or alternate disqualified"},
	"winner.reinstated":        {FR: "Gagnant ou suppléant rétabli", EN: "Winner or alternate reinstated"},
	"claim.code_made":          {FR: "Code personnel fait pour un gagnant", EN: "Personal code made for a winner"},
	"claim.assisted":           {FR: "Répondu pour un gagnant", EN: "Answered for a winner"},
	"claim.sent":               {FR: "Lot envoyé", EN: "Prize sent"},
	"claim.handed_over":        {FR: "Lot remis au comptoir", EN: "Prize handed over at the counter"},
	"claim.purged":             {FR: "Adresse d’un gagnant effacée", EN: "Address of a winner deleted"},
	"claims.exported":          {FR: "Adresses de gagnants exportées", EN: "Addresses of winners exported"},
	"winner.accepted":          {FR: "Gagnant confirmé", EN: "Winner confirmed"},
	"contest.shadowed":         {FR: "Résultat d’une tentative annulée calculé", EN: "Result of a cancelled attempt computed"},
	"contest.restarted":        {FR: "Nouveau tirage annoncé", EN: "Another draw announced"},
	"contest.rerouted":         {FR: "Autre source de hasard, comme le règlement le prévoit", EN: "Another random source, as the rules provide"},
	"entry.revised":            {FR: "Tickets ajoutés", EN: "Tickets added"},
	"draw.names_held":          {FR: "Noms du tirage retenus pour la scène", EN: "Names of the draw held for the stage"},
	"draw.names_published":     {FR: "Noms du tirage publiés", EN: "Names of the draw published"},
	"draw.revealed":            {FR: "Nom révélé sur scène", EN: "Name revealed on stage"},
	"poll.created":             {FR: "Vote créé", EN: "Vote created"},
	"survey.created":           {FR: "Enquête créée", EN: "Survey created"},
	"survey.edited":            {FR: "Enquête modifiée", EN: "Survey edited"},
	"survey.published":         {FR: "Enquête publiée", EN: "Survey published"},
	"survey.cancelled":         {FR: "Enquête arrêtée", EN: "Survey stopped"},
	"survey.deleted":           {FR: "Brouillon d’enquête supprimé", EN: "Draft survey deleted"},
	"survey.exported":          {FR: "Réponses d’une enquête exportées", EN: "Responses of a survey exported"},
	"poll.edited":              {FR: "Vote modifié", EN: "Vote edited"},
	"poll.published":           {FR: "Vote publié", EN: "Vote published"},
	"poll.unpublished":         {FR: "Publication du vote retirée", EN: "Vote taken back to draft"},
	"poll.cancelled":           {FR: "Vote annulé", EN: "Vote cancelled"},
	"poll.deleted":             {FR: "Brouillon de vote supprimé", EN: "Draft of a vote deleted"},
	"poll.reopened":            {FR: "Vote rouvert", EN: "Vote reopened"},
	"poll.announced":           {FR: "Décision publiée après le vote", EN: "Decision after the vote published"},
	"poll.voided":              {FR: "Résultat du vote déclaré nul", EN: "Result of the vote declared void"},
	"poll.codes_issued":        {FR: "Codes de vote créés", EN: "Voting codes made"},
	"poll.codes_voided":        {FR: "Codes de vote annulés", EN: "Voting codes declared void"},
	"poll.called":              {FR: "Appel à idées lancé", EN: "Call for ideas launched"},
	"poll.idea_accepted":       {FR: "Idée de fan acceptée", EN: "Fan’s idea accepted"},
	"poll.idea_merged":         {FR: "Idée de fan réunie avec un choix", EN: "Fan’s idea merged with an option"},
	"poll.idea_declined":       {FR: "Idée de fan non retenue", EN: "Fan’s idea not retained"},
	"poll.reviewed":            {FR: "Bulletins à l’examen tranchés", EN: "Ballots under review settled"},
	"poll.comment_published":   {FR: "Commentaire publié", EN: "Comment published"},
	"poll.comment_removed":     {FR: "Commentaire retiré", EN: "Comment removed"},
	"poll.comment_held":        {FR: "Commentaire remis à lire", EN: "Comment put back to be read"},
	"poll.comment_upheld":      {FR: "Retrait d’un commentaire maintenu après recours", EN: "Removal of a comment stands after an appeal"},
	"poll.comment_replied":     {FR: "Réponse publique à un commentaire", EN: "Public reply to a comment"},
	"poll.closed":              {FR: "Vote clos et dépouillé", EN: "Vote closed and counted"},
	"loyalty.programme_set":    {FR: "Programme de fidélité modifié", EN: "Loyalty programme changed"},
	"loyalty.rule_saved":       {FR: "Règle de points enregistrée", EN: "Earning rule saved"},
	"loyalty.reward_saved":     {FR: "Récompense enregistrée", EN: "Reward saved"},
	"loyalty.stock_set":        {FR: "Stock de récompense corrigé", EN: "Reward stock corrected"},
	"loyalty.code_saved":       {FR: "Code promo enregistré", EN: "Promo code saved"},
	"loyalty.codes_issued":     {FR: "Codes promo créés", EN: "Promo codes made"},
	"loyalty.codes_exported":   {FR: "Codes promo remis", EN: "Promo codes handed out"},
	"loyalty.pool_filled":      {FR: "Codes de partenaire ajoutés", EN: "Partner codes added"},
	"loyalty.codes_voided":     {FR: "Codes promo annulés", EN: "Promo codes voided"},
	"members.created":          {FR: "Membres créés", EN: "Members created"},
	"member.erased":            {FR: "Membre effacé", EN: "Member erased"},
	"webhook.added":            {FR: "Webhook ajouté", EN: "Webhook added"},
	"webhook.changed":          {FR: "Webhook modifié", EN: "Webhook changed"},
	"webhook.removed":          {FR: "Webhook supprimé", EN: "Webhook removed"},
	"webhook.rotated":          {FR: "Secret de webhook remplacé", EN: "Webhook secret replaced"},
	"webhook.disabled":         {FR: "Webhook arrêté après des échecs", EN: "Webhook switched off after failures"},
	"webhook.replayed":         {FR: "Envois abandonnés renvoyés", EN: "Given-up deliveries sent again"},
	"till.opened":              {FR: "Caisse ouverte", EN: "Till opened"},
	"till.closed":              {FR: "Caisse fermée", EN: "Till closed"},
	"till.pin_set":             {FR: "PIN de caisse choisi", EN: "Till PIN chosen"},
	"till.pin_removed":         {FR: "PIN de caisse retiré", EN: "Till PIN removed"},
	"till.limits_set":          {FR: "Limites de caisse changées", EN: "Till limits changed"},
	"points.adjusted":          {FR: "Points corrigés", EN: "Points adjusted"},
	"points.reversed":          {FR: "Opération de points annulée", EN: "Points operation reversed"},
	"points.second_asked":      {FR: "Correction de points demandée", EN: "Correction of points asked for"},
	"points.second_approved":   {FR: "Correction de points validée", EN: "Correction of points approved"},
	"points.second_refused":    {FR: "Correction de points refusée", EN: "Correction of points refused"},
	"points.second_lapsed":     {FR: "Demande de correction expirée", EN: "Request for a correction lapsed"},
	"loyalty.campaigns_set":    {FR: "Campagnes de points modifiées", EN: "Point campaigns changed"},

	"post.planned":               {FR: "Publication prévue", EN: "Post planned"},
	"post.edited":                {FR: "Publication modifiée", EN: "Post edited"},
	"post.moved":                 {FR: "État d’une publication changé", EN: "State of a post changed"},
	"post.deleted":               {FR: "Publication supprimée", EN: "Post deleted"},
	"calendar.feed_changed":      {FR: "Adresse d’agenda créée", EN: "Calendar address made"},
	"calendar.feed_ended":        {FR: "Adresse d’agenda supprimée", EN: "Calendar address deleted"},
	"calendar.countries_changed": {FR: "Pays suivis choisis", EN: "Followed countries chosen"},
}

func actionInWords(language, action string) string {
	if words, ok := actionWords[action]; ok {
		return words.In(language)
	}
	return action
}
