// Follows the console. Every cue is the whole state and has a version: one that was seen is not played again, one that
// was missed while the network was away is played when it is back. The screen says nothing of that.
const SEEN_MS = 2000;
const OLD_S = 20; // a stage that is opened later shows the name without telling it again

export function follow(show, player) {
  let version = 0;
  const stream = new EventSource(show.cues);
  stream.addEventListener("cue", (event) => {
    const cue = JSON.parse(event.data);
    if (cue.version <= version) return;
    version = cue.version;
    take(cue);
  });

  function take(cue) {
    if (cue.phase === "title" || cue.step >= show.steps.length) player.title();
    else if (cue.phase === "prize") player.title(), player.announce(cue.step);
    else if (cue.seconds > OLD_S) player.title(), player.reveal(cue.step, cue);
    else player.play(cue.step, async () => cue);
  }

  if (!show.seen) return;
  // The console is told that this stage is there, and how far it has got.
  setInterval(() => {
    fetch(show.seen, {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ version, playing: player.playing }),
    }).catch(() => {});
  }, SEEN_MS);
}
