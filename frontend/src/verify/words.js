// The words of the verifier's pages, in both languages. They live here and not with the server's, because the page
// also works from a disk, without a server.

const FRENCH = {
  verify: "Vérifier ce tirage",
  verifyAgain: "Vérifier encore",
  verifyFile: "Vérifier le zip d’une preuve",
  verifyFolder: "ou le dossier décompressé",
  keys: "Clés que vous connaissez (facultatif)",
  keysHint: "Celle du journal, puis celles des témoins, une par ligne, comme leurs propriétaires les publient.",
  badKey: "Cette clé n’est pas bien copiée : {key}",
  fetching: "Chargement de la preuve : {done} sur {total}",
  reading: "Lecture de la liste : {done} sur {total}",
  working: "Vérification en cours : {step}",
  noProof: "La preuve n’a pas pu être chargée. Réessayez, ou choisissez le fichier que vous avez téléchargé.",
  valid: "Preuve valable : les gagnants publiés sont bien ceux de cette liste et de ce nombre.",
  invalid: "Cette preuve n’est pas valable",
  unable: "La vérification n’a pas pu se faire",
  broken: "Le programme s’est arrêté ({why}). Rien n’est prouvé, ni dans un sens ni dans l’autre.",
  worth: "Ce que vaut ce tirage",
  winners: "Gagnants recalculés",
  nobody: "personne",
  open: "lots sans gagnant : {count}",
  replaced: "était suppléant",
  others: "Les autres tentatives",
  otherGave: "Tentative {attempt} : elle aurait donné {winners}.",
  otherStands: "Tentative {attempt}, dont les gagnants restent : {winners}.",
  otherVoid: "Tentative {attempt} : abandonnée avant le gel de la liste ({reason}).",
  otherWaits: "Tentative {attempt} : son nombre n’existe pas encore.",
  facts: "Ce qui a été recalculé",
  draw: "Tirage",
  attempt: "Tentative",
  entries: "Participations",
  tickets: "Tickets",
  closed: "Liste gelée le",
  due: "Tour prévu le",
  seen: "Vue par le témoin {name} le",
  seed: "Graine",
  closeHash: "Empreinte du gel",
  steps: {
    grammar: "les fichiers", rules: "le règlement", terms: "lots, mode et source du règlement", list: "la liste des participations",
    log: "le scellement dans le journal public", beacon: "le nombre aléatoire", seed: "la graine", winners: "les gagnants recalculés",
    events: "les événements après le tirage", disclosures: "les noms affichés", awards: "l’attribution des lots", attempts: "les autres tentatives",
  },
  passed: "en ordre",
  failed: "refusé",
  notReached: "pas examiné",

  paste: "Votre reçu et sa partie privée",
  pasteHint: "Collez les deux textes de votre page de reçu, l’un après l’autre. Ils restent sur cet appareil.",
  check: "Vérifier ma participation",
  checking: "Vérification en cours…",
  cannot: "La liste publiée n’a pas pu être lue ({why}). Rien n’est dit de votre participation : réessayez.",
  missing: "Aucun reçu dans ce texte",
  missingMore: "Un reçu commence par « vdraw1/receipt » et finit par une ligne qui commence par un tiret long. Copiez-le en entier depuis votre page de reçu.",
  "no-key": "Aucune clé pour lire ce reçu",
  "no-keyMore": "Ce dossier de preuve n’a pas de journal public, et rien ne dit quelle clé signe les reçus. Comparez l’empreinte de votre reçu avec la liste entries.txt.",
  forged: "Ce reçu n’est pas vrai",
  forgedMore: "Sa signature n’est pas celle de l’organisateur : il a été changé, mal copié, ou fabriqué par quelqu’un d’autre. Copiez-le encore une fois depuis votre page de reçu.",
  "other-draw": "Ce reçu est celui d’un autre tirage",
  "other-drawMore": "Il est signé par le même organisateur. Ouvrez la page du tirage auquel vous avez participé.",
  "other-person": "La partie privée n’ouvre pas ce reçu",
  "other-personMore": "Le reçu est vrai, mais le secret, le nom ou l’adresse collés n’en sont pas la clé. Vérifiez que les deux textes viennent du même reçu.",
  in: "Vous êtes dans la liste figée",
  ticketsMany: "Vos tickets sont les nᵒˢ {first} à {last} sur {total}.",
  ticketsOne: "Votre ticket est le nᵒ {first} sur {total}.",
  drawn: "Tirée pour « {prize} », place {place}.",
  notDrawn: "Elle n’a pas été tirée.",
  more: "C’est plus que sur ce reçu ({receipt}) : vous avez gagné des tickets depuis.",
  fewer: "Il vous manque des tickets",
  fewerMore: "Ce reçu signé compte {receipt} tickets, et la liste figée {list}. Gardez ce reçu : avec la liste publiée, il prouve la différence à n’importe qui. Écrivez à l’organisateur.",
  excluded: "Votre participation a été exclue",
  excludedMore: "Le journal public le dit depuis le {moment}, pour ce motif : {reason}. Si vous avez un reçu plus récent, vérifiez plutôt celui-là ; sinon vous pouvez faire appel auprès de l’organisateur.",
  absent: "Votre participation n’est pas dans la liste",
  absentMore: "La liste est triée, et à la place de votre empreinte il n’y a rien. Le journal ne l’explique par aucune exclusion. Gardez ce reçu signé : avec la liste publiée, il prouve à n’importe qui que l’organisateur vous a acceptée puis oubliée.",
  absentLate: "La liste n’a pas pu être figée à temps, et la règle prend alors le dernier relevé publié, du {moment}. Vous avez participé après lui : votre participation n’y est pas, comme toutes celles de ces minutes-là.",
  between: "Entre quelles empreintes",
  beginning: "(début de la liste)",
  end: "(fin de la liste)",
  openVerdict: "Ce reçu est vrai",
  openMore: "La liste n’est pas encore figée. Revenez après la clôture : vous verrez ici les numéros de vos tickets.",
  opened: "La partie privée ouvre bien ce reçu : cette participation est la vôtre.",
  notOpened: "Sans partie privée, rien ne montre que ce reçu est le vôtre.",
  logGrown: "Le journal public d’aujourd’hui contient tout ce qu’il contenait quand ce reçu a été donné.",
  logRewritten: "Attention : le journal public d’aujourd’hui n’est pas la suite de celui que votre reçu atteste. Il a été réécrit. Gardez ce reçu.",
  logUnknown: "Le journal public n’a pas pu être comparé avec l’état que votre reçu atteste.",
  revision: "Reçu nᵒ {revision} de cette participation, donné le {moment}, pour {tickets} tickets.",
  revisionOne: "Reçu nᵒ {revision} de cette participation, donné le {moment}, pour {tickets} ticket.",
  reasons: {
    "not-eligible": "ne remplit pas les conditions du règlement", "no-answer": "pas de réponse dans le délai",
    "duplicate-person": "plusieurs participations d’une même personne", fraud: "participation frauduleuse", declined: "a refusé le lot",
    withdrawn: "retirée par son titulaire",
  },
};

const ENGLISH = {
  verify: "Verify this draw",
  verifyAgain: "Verify again",
  verifyFile: "Verify the zip of a proof",
  verifyFolder: "or the unpacked folder",
  keys: "Keys that you know (optional)",
  keysHint: "The log’s first, then those of witnesses, one a line, as their owners publish them.",
  badKey: "This key is not copied right: {key}",
  fetching: "Loading the proof: {done} of {total}",
  reading: "Reading the list: {done} of {total}",
  working: "Verifying: {step}",
  noProof: "The proof could not be loaded. Try again, or choose the file that you downloaded.",
  valid: "The proof is valid: the published winners are those of this list and this number.",
  invalid: "This is not a valid proof",
  unable: "The verification could not be made",
  broken: "The program stopped ({why}). Nothing is proven, one way or the other.",
  worth: "What this draw is worth",
  winners: "Winners, recomputed",
  nobody: "nobody",
  open: "units without a winner: {count}",
  replaced: "was an alternate",
  others: "The other attempts",
  otherGave: "Attempt {attempt}: it would have given {winners}.",
  otherStands: "Attempt {attempt}, whose winners stand: {winners}.",
  otherVoid: "Attempt {attempt}: given up before the list was sealed ({reason}).",
  otherWaits: "Attempt {attempt}: its number does not exist yet.",
  facts: "What was recomputed",
  draw: "Draw",
  attempt: "Attempt",
  entries: "Entries",
  tickets: "Tickets",
  closed: "List sealed on",
  due: "Round due on",
  seen: "Seen by the witness {name} on",
  seed: "Seed",
  closeHash: "Hash of the close record",
  steps: {
    grammar: "the files", rules: "the rules", terms: "prizes, mode and source of the rules", list: "the list of entries",
    log: "the sealing in the public log", beacon: "the random number", seed: "the seed", winners: "the winners, recomputed",
    events: "the events after the draw", disclosures: "the names shown", awards: "the award of the prizes", attempts: "the other attempts",
  },
  passed: "in order",
  failed: "refused",
  notReached: "not looked at",

  paste: "Your receipt and its private part",
  pasteHint: "Paste both texts of your receipt’s page, one after the other. They stay on this device.",
  check: "Check my entry",
  checking: "Checking…",
  cannot: "The published list could not be read ({why}). Nothing is said of your entry: try again.",
  missing: "No receipt in this text",
  missingMore: "A receipt begins with “vdraw1/receipt” and ends with a line that begins with a long dash. Copy all of it from your receipt’s page.",
  "no-key": "No key to read this receipt with",
  "no-keyMore": "This proof has no public log, and nothing says which key signs receipts. Compare the fingerprint of your receipt with the list entries.txt.",
  forged: "This receipt is not genuine",
  forgedMore: "Its signature is not the organiser’s: it was changed, copied wrongly, or made by somebody else. Copy it once more from your receipt’s page.",
  "other-draw": "This receipt is of another draw",
  "other-drawMore": "It is signed by the same organiser. Open the page of the draw that you entered.",
  "other-person": "The private part does not open this receipt",
  "other-personMore": "The receipt is genuine, but the secret, name or address that you pasted is not its key. See that both texts come from the same receipt.",
  in: "You are in the sealed list",
  ticketsMany: "Your tickets are nos. {first} to {last} of {total}.",
  ticketsOne: "Your ticket is no. {first} of {total}.",
  drawn: "Drawn for “{prize}”, place {place}.",
  notDrawn: "It was not drawn.",
  more: "That is more than on this receipt ({receipt}): you have earned tickets since.",
  fewer: "Tickets of yours are missing",
  fewerMore: "This signed receipt has {receipt} tickets, the sealed list {list}. Keep this receipt: with the published list it proves the difference to anybody. Write to the organiser.",
  excluded: "Your entry was excluded",
  excludedMore: "The public log says so since {moment}, for this reason: {reason}. If you have a later receipt, check that one instead; otherwise you can appeal to the organiser.",
  absent: "Your entry is not in the list",
  absentMore: "The list is sorted, and where your fingerprint would stand there is nothing. No exclusion in the log explains it. Keep this signed receipt: with the published list it proves to anybody that the organiser accepted you and then left you out.",
  absentLate: "The list could not be sealed in time, and by the rule it is then the last published count, of {moment}. You entered after it: your entry is not in it, like all those of these minutes.",
  between: "Between which fingerprints",
  beginning: "(beginning of the list)",
  end: "(end of the list)",
  openVerdict: "This receipt is genuine",
  openMore: "The list is not sealed yet. Come back after the closing: you will see here the numbers of your tickets.",
  opened: "The private part opens this receipt: this entry is yours.",
  notOpened: "Without the private part, nothing shows that this receipt is yours.",
  logGrown: "The public log of today holds all that it held when this receipt was given.",
  logRewritten: "Beware: the public log of today does not continue the one that your receipt attests to. It was rewritten. Keep this receipt.",
  logUnknown: "The public log could not be compared with the state that your receipt attests to.",
  revision: "Receipt no. {revision} of this entry, given on {moment}, for {tickets} tickets.",
  revisionOne: "Receipt no. {revision} of this entry, given on {moment}, for {tickets} ticket.",
  reasons: {
    "not-eligible": "does not meet the conditions of the rules", "no-answer": "no answer in time",
    "duplicate-person": "several entries of one person", fraud: "fraudulent entry", declined: "declined the prize",
    withdrawn: "taken back by its entrant",
  },
};

/** The words of a language, with what each sentence is about put in. */
export class Words {
  constructor(lang) {
    this.lang = lang === "fr" ? "fr" : "en";
    this.texts = this.lang === "fr" ? FRENCH : ENGLISH;
  }

  /** The sentence of a key. */
  say(key, values = {}) {
    return this.tidy(this.texts[key].replace(/\{(\w+)\}/g, (_, name) => this.value(values[name])));
  }

  /** The word for a step of the verification, or for a reason; a reason without a word is its code. */
  word(family, key) {
    return this.tidy(this.texts[family][key] ?? key);
  }

  /** A sentence that comes in both languages. */
  of(both) {
    return this.tidy(both[this.lang]);
  }

  value(v) {
    return typeof v === "number" ? this.number(v) : String(v);
  }

  number(n) {
    return new Intl.NumberFormat(this.lang === "fr" ? "fr-FR" : "en-GB").format(n);
  }

  bytes(n) {
    const million = new Intl.NumberFormat(this.lang === "fr" ? "fr-FR" : "en-GB", { minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(n / 1e6);
    return this.lang === "fr" ? `${million}\u00a0Mo` : `${million}\u00a0MB`;
  }

  moment(seconds) {
    const format = { dateStyle: "long", timeStyle: "medium", timeZone: "UTC" };
    return `${new Intl.DateTimeFormat(this.lang === "fr" ? "fr-FR" : "en-GB", format).format(new Date(seconds * 1000))} UTC`;
  }

  /** French has no-break spaces before its double signs and inside its quotation marks. */
  tidy(text) {
    if (this.lang !== "fr") return text;
    return text.replace(/ ([;?!])/g, "\u202f$1").replace(/ (:|»)/g, "\u00a0$1").replace(/« /g, "«\u00a0");
  }
}
