// The rule of house style in the form, tried on a text while both are written.
(() => {
  const WAIT = 250; // milliseconds after the last key

  function begin(place) {
    const form = place.closest("form");
    const text = place.querySelector("textarea");
    const told = place.querySelector(".desk-tried");
    let waiting = null;
    let asked = 0;

    async function ask() {
      const number = (asked += 1);
      const body = new URLSearchParams({
        csrfmiddlewaretoken: form.elements.csrfmiddlewaretoken.value,
        pattern: form.elements.pattern.value,
        suggestion: form.elements.suggestion.value,
        is_expression: String(form.elements.is_expression.checked),
        text: text.value,
      });
      const answer = await fetch(place.dataset.try, { method: "POST", body }).catch(() => null);
      if (answer?.ok && number === asked) told.innerHTML = await answer.text();
    }

    form.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(ask, WAIT);
    });
  }

  document.addEventListener("DOMContentLoaded", () => document.querySelectorAll("[data-try]").forEach(begin));
})();
