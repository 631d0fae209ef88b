// What a proof is worth, in the fixed words of the protocol: no program may say more.

import { realChain } from "./drand.js";

/** The label of a draw: its source, whether a log has the close record, whether a known witness saw it in time. */
export function labelOf({ source, logged, witnessed }) {
  if (source.kind === "operator") return "C";
  if (source.kind === "drand" && !realChain(source.chain)) return "Test";
  if (!logged) return "unsealed";
  if (source.kind === "public") return "B";
  return witnessed ? "A1" : "A2";
}

const NO_LOG = {
  fr: "seul l’organisateur l’affirme : ce dossier ne contient pas de journal public.",
  en: "is only the organiser's word: this bundle has no public log.",
};

/** The label in words, in both languages. */
export function statement(label, { kind, round, digest }) {
  switch (label) {
    case "A1": return {
      fr: `Nombre aléatoire public (drand, tour ${round}), liste scellée devant témoin avant qu’il n’existe. Chacun peut recalculer les gagnants.`,
      en: `Public random number (drand round ${round}), list sealed and witnessed before it existed. Anyone can recompute the winners.`,
    };
    case "A2": return {
      fr: `Nombre aléatoire public (drand, tour ${round}), liste scellée avant qu’il n’existe d’après le journal de l’organisateur lui-même. Chacun peut recalculer les gagnants.`,
      en: `Public random number (drand round ${round}), list sealed before it existed according to the organiser's own log. Anyone can recompute the winners.`,
    };
    case "B": return {
      fr: `Nombre aléatoire d’une source publique annoncée (annonce ${digest}). Vérifiez vous-même la source. Liste scellée avant.`,
      en: `Random number from an announced public source (announcement ${digest}). Check the source yourself. List sealed before.`,
    };
    case "C": return {
      fr: "Le serveur de l’organisateur a choisi le nombre aléatoire. La preuve montre seulement que la liste et les gagnants n’ont pas été changés ensuite. Elle ne montre pas que le nombre était aléatoire : l’organisateur a pu en essayer beaucoup.",
      en: "The organiser's server chose the random number. The proof only shows that the list and winners were not changed afterwards. It does not show that the number was random: the organiser could have tried many.",
    };
    case "Test": return {
      fr: "Balise de démonstration : pas équitable, pour essayer seulement.",
      en: "Demo beacon: not fair, for trying out only.",
    };
  }
  if (kind === "public") {
    return {
      fr: `Nombre aléatoire d’une source publique annoncée (annonce ${digest}). Vérifiez vous-même la source. Que la liste ait été scellée avant, ${NO_LOG.fr}`,
      en: `Random number from an announced public source (announcement ${digest}). Check the source yourself. That the list was sealed before ${NO_LOG.en}`,
    };
  }
  return {
    fr: `Nombre aléatoire public (drand, tour ${round}). Chacun peut recalculer les gagnants. Que la liste ait été scellée avant que le nombre n’existe, ${NO_LOG.fr}`,
    en: `Public random number (drand round ${round}). Anyone can recompute the winners. That the list was sealed before the number existed ${NO_LOG.en}`,
  };
}
