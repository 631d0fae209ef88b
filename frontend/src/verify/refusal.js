// Why a proof is not one. Each refusal names the step that failed, and says why in both languages.

/** The steps of a verification, in their order. */
export const STEPS = [
  "grammar", "rules", "terms", "list", "log", "beacon", "seed", "winners", "events", "disclosures", "awards", "attempts",
];

/** Invalid: the bundle does not prove the draw. */
export class Invalid extends Error {
  constructor(step, fr, en) {
    super(`${step}: ${en}`);
    this.step = step;
    this.say = { fr, en };
  }
}

/** Unable: nothing can be told, neither that the draw is right nor that it is wrong. */
export class Unable extends Error {
  constructor(fr, en) {
    super(en);
    this.say = { fr, en };
  }
}

/** Refuses at a step unless what must hold does. */
export function need(holds, step, fr, en) {
  if (!holds) throw new Invalid(step, fr, en);
}

/** Refuses a file that is not in its one spelling. */
export function misspelled(file, why = "") {
  const more = why && ` (${why})`;
  return new Invalid("grammar", `${file} est mal formé.${more}`, `${file} is malformed.${more}`);
}
