// A form that is on its way says so and does not go twice. The server refuses the second one anyway.
export function sendOnce(form) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "1";
    const button = event.submitter || form.querySelector("button:not([type=button])");
    if (!button) return;
    const said = document.body.dataset.sending;
    setTimeout(() => {
      button.setAttribute("aria-disabled", "true");
      if (said && !button.dataset.keep) {
        button.dataset.words = button.textContent;
        button.textContent = said;
      }
    });
  });

  // Back from the next page, out of the browser's memory: the form may be sent again.
  addEventListener("pageshow", () => {
    delete form.dataset.sent;
    form.querySelectorAll("[aria-disabled]").forEach((button) => {
      button.removeAttribute("aria-disabled");
      if (button.dataset.words) button.textContent = button.dataset.words;
    });
  });
}
