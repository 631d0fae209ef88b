import { dots } from "./dots.js";
import { rank } from "./rank.js";
import { steps } from "./sets.js";

document.querySelectorAll("[data-rank]").forEach(rank);
document.querySelectorAll("[data-dots]").forEach(dots);
document.querySelectorAll("[data-sets]").forEach(steps);
