// A form in two steps: Enter in the first goes on to the second, as the button does. Without
// scripts it sends the form, which then comes back whole with what is missing.
export function twoSteps(form) {
  const first = form.querySelector("#step-1");
  const second = form.querySelector("#step-2");
  const shown = (step) => step.offsetParent !== null;
  form.addEventListener("submit", (event) => {
    if (!shown(first) || shown(second)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    location.hash = "step-2";
  });
}
