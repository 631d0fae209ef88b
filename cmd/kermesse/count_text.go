package main

import (
	"kermesse/contests/draw/proof"
	"kermesse/polls/tally"
)

// What count says, by what package tally calls it.

var methodTexts = map[tally.Method]proof.Text{
	tally.Plurality:    {FR: "choix unique", EN: "single choice"},
	tally.Approval:     {FR: "approbation", EN: "approval"},
	tally.Score:        {FR: "notes", EN: "score"},
	tally.STAR:         {FR: "STAR", EN: "STAR"},
	tally.Borda:        {FR: "Borda", EN: "Borda"},
	tally.IRV:          {FR: "vote alternatif", EN: "instant run-off"},
	tally.Condorcet:    {FR: "Condorcet", EN: "Condorcet"},
	tally.Schulze:      {FR: "Schulze", EN: "Schulze"},
	tally.RankedPairs:  {FR: "paires classées", EN: "ranked pairs"},
	tally.Copeland:     {FR: "Copeland", EN: "Copeland"},
	tally.STV:          {FR: "vote unique transférable, règles écossaises", EN: "single transferable vote, Scottish rules"},
	tally.Dots:         {FR: "points à répartir", EN: "dots"},
	tally.Duels:        {FR: "duels", EN: "duels"},
	tally.Bracket:      {FR: "tournoi", EN: "bracket"},
	tally.MaxDiff:      {FR: "meilleur et moins bon", EN: "best and worst"},
	tally.Minimax:      {FR: "minimax", EN: "minimax"},
	tally.Kemeny:       {FR: "Kemeny", EN: "Kemeny"},
	tally.STVExact:     {FR: "vote unique transférable en fractions exactes", EN: "single transferable vote in exact fractions"},
	tally.Satisfaction: {FR: "approbation par satisfaction", EN: "satisfaction approval"},
	tally.Proportional: {FR: "approbation proportionnelle", EN: "proportional approval"},
	tally.InTurn:       {FR: "approbation proportionnelle siège par siège", EN: "sequential proportional approval"},
	tally.Represented:  {FR: "Chamberlin et Courant", EN: "Chamberlin and Courant"},
}

var noWinnerTexts = map[tally.NoWinner]proof.Text{
	tally.NoBallots:    {FR: "aucun bulletin ne dit rien", EN: "there is no ballot that says anything"},
	tally.QuorumMissed: {FR: "trop peu de bulletins", EN: "too few ballots"},
	tally.ShareMissed:  {FR: "personne n’a la part qu’il faut", EN: "nobody has the share it takes"},
	tally.NoneOfThese:  {FR: "personne ne bat «\u00a0aucune de ces options\u00a0»", EN: "nobody beats none of these"},
}

// actionTexts hold a %s where there is an option to name.
var actionTexts = map[tally.Action]proof.Text{
	tally.FirstPreferences: {FR: "premières préférences", EN: "first preferences"},
	tally.Exclusion:        {FR: "%s est éliminée", EN: "%s is out"},
	tally.Surplus:          {FR: "l’excédent de %s est transféré", EN: "the surplus of %s moves on"},
	tally.LastPlaces:       {FR: "les dernières places", EN: "the last places"},
	tally.Scoring:          {FR: "total des notes", EN: "scores added up"},
	tally.RunOff:           {FR: "finale des deux meilleures", EN: "run-off of the best two"},
	tally.Duel:             {FR: "%s continue", EN: "%s goes on"},
	tally.Bye:              {FR: "%s continue sans adversaire", EN: "%s goes on without an opponent"},
}

// placeTexts say where a tie was met; those of places and rounds hold its number.
var placeTexts = map[tally.Stage]proof.Text{
	tally.AtPlace:  {FR: "Place %d", EN: "Place %d"},
	tally.AtSeat:   {FR: "Place %d", EN: "Place %d"},
	tally.AtRunOff: {FR: "Place en finale", EN: "Place in the run-off"},
	tally.AtLock:   {FR: "Victoires égales", EN: "Equal victories"},
}

var roundText = proof.Text{FR: "Tour %d", EN: "Round %d"}

var decisionTexts = map[tally.Stage]proof.Text{
	tally.AtPlace:     {FR: "%s devant", EN: "%s ahead"},
	tally.AtSeat:      {FR: "%s l’emporte", EN: "%s wins"},
	tally.AtExclusion: {FR: "%s éliminée", EN: "%s out"},
	tally.AtSurplus:   {FR: "%s transférée d’abord", EN: "%s moves on first"},
	tally.AtRunOff:    {FR: "%s y va", EN: "%s goes in"},
	tally.AtLock:      {FR: "%s d’abord", EN: "%s first"},
	tally.AtDuel:      {FR: "%s continue", EN: "%s goes on"},
}

var ruleTexts = map[tally.TieRule]proof.Text{
	tally.Lot:          {FR: "par tirage au sort", EN: "by lot"},
	tally.EarlierRound: {FR: "par les voix d’un tour précédent", EN: "by the votes of an earlier round"},
	tally.FirstPlaces:  {FR: "par les premières places", EN: "by first places"},
	tally.HeadToHead:   {FR: "par les préférences entre elles", EN: "by preferences among them"},
	tally.Total:        {FR: "par le total des notes", EN: "by total score"},
	tally.TopScores:    {FR: "par les notes maximales", EN: "by highest scores"},
	tally.Givers:       {FR: "par le nombre de donneurs", EN: "by the number of givers"},
	tally.BestPicks:    {FR: "par les meilleurs choix", EN: "by best picks"},
	tally.WorstPicks:   {FR: "par les moins bons choix", EN: "by fewest worst picks"},
	tally.Seed:         {FR: "par la tête de série", EN: "by the better seed"},
}
