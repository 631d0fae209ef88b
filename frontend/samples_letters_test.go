package frontend

func letterSamples(lang string) []sample {
	frame := brandFrame(lang, "/m/glaces-du-port/letters")
	text := either(lang, "Écrivez-moi par e-mail quand j’ai gagné des points.", "Write to me by e-mail when I have earned points.")
	return []sample{
		{"letters", LettersPage{Frame: frame, Contact: "a•••@exemple.sn", ByMail: true, Letters: []LetterChoice{{"earned", text, true}, {"tier", text, false}}}},
		{"letters-phone", LettersPage{Frame: frame}},
	}
}
