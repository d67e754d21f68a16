// What the machine is at shows itself anew until it is done. What somebody has opened or typed is left alone.
"use strict";
(() => {
  const place = document.querySelector("[data-carried]");
  if (!place) return;
  const busy = () => place.querySelector("details[open]") || place.contains(document.activeElement);
  async function look() {
    if (place.querySelector("[data-moving]")) {
      try {
        const answer = await fetch(place.dataset.carried, { credentials: "same-origin" });
        const text = await answer.text();
        if (answer.ok && !busy()) place.innerHTML = text;
      } catch {
        // Nobody answers just now: the next look may find somebody.
      }
    }
    setTimeout(look, 1500);
  }
  setTimeout(look, 1500);
})();
