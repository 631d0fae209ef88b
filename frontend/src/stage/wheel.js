// A wheel of all names, for so few that its sectors can be read. It lands where the calculation said.
const NS = "http://www.w3.org/2000/svg";
const COLOURS = ["#fff6e5", "#ffd98a", "#d9f2ef"];
const RADIUS = 100;

export class Wheel {
  constructor(svg, names) {
    this.names = names;
    this.count = names.length;
    this.disc = document.createElementNS(NS, "g");
    const angle = 360 / names.length;
    names.forEach((name, i) => this.disc.append(sector(name, i * angle, angle, colour(i, names.length))));
    const hand = document.createElementNS(NS, "path");
    hand.setAttribute("d", "M-7 -108h14L0 -92z");
    hand.setAttribute("fill", "#2a1f1a");
    hand.setAttribute("stroke", "#fff");
    svg.replaceChildren(this.disc, hand);
  }

  // The sector of somebody's first name, -1 where nobody may be named. Of two with one name either will do: the order
  // of the sectors says nothing of who is who.
  sectorOf(name) {
    return name ? this.names.indexOf(name.split(" ")[0]) : -1;
  }

  turn(turns) {
    this.disc.setAttribute("transform", `rotate(${(turns * 360).toFixed(2)})`);
  }

  // Runs evenly while the name is not known.
  spin(turns) {
    this.turn(turns);
  }

  // Slows down from a number of turns to the middle of a sector.
  land(from, index, share) {
    const end = Math.ceil(from) + 3 - (index + 0.5) / this.count;
    this.turn(from + (end - from) * (1 - Math.pow(1 - share, 3)));
  }
}

// Two neighbours never have one colour, the last and the first neither.
function colour(i, count) {
  return COLOURS[i === count - 1 && i % 3 === 0 ? 1 : i % 3];
}

function sector(name, from, angle, fill) {
  const at = (degrees) => {
    const a = (degrees - 90) * Math.PI / 180;
    return `${(RADIUS * Math.cos(a)).toFixed(3)} ${(RADIUS * Math.sin(a)).toFixed(3)}`;
  };
  const group = document.createElementNS(NS, "g");
  const path = document.createElementNS(NS, "path");
  path.setAttribute("d", `M0 0L${at(from)}A${RADIUS} ${RADIUS} 0 ${angle > 180 ? 1 : 0} 1 ${at(from + angle)}Z`);
  path.setAttribute("fill", fill);
  path.setAttribute("stroke", "#2a1f1a");
  path.setAttribute("stroke-width", ".6");
  const text = document.createElementNS(NS, "text");
  text.setAttribute("transform", `rotate(${from + angle / 2 - 90}) translate(${RADIUS - 5} 2.4)`);
  text.setAttribute("text-anchor", "end");
  text.textContent = name.length > 18 ? `${name.slice(0, 17)}…` : name;
  group.append(path, text);
  return group;
}
