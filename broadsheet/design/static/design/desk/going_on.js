// What goes on at the desk shows itself anew, a part at a time: [data-again] is its address, [data-moving] says that
// there is more to come. A part that somebody is in, has opened or listens to stays as it is, with what they typed,
// until they leave it; what stands around it goes on. Parts are known by their [data-part]; one that holds others goes
// on inside.
(() => {
  const EVERY = 2000; // milliseconds between two looks

  function isHeld(part) {
    const { activeElement } = document;
    if (activeElement !== document.body && part.contains(activeElement)) return true;
    const within = [part, ...part.querySelectorAll("details, audio")];
    return within.some((each) => each.matches("details[open]") || (each.matches("audio") && !each.paused));
  }

  // Nothing that is held is taken out of the page, not even for a moment: it would lose the focus.
  function renew(shown, fresh) {
    const held = [...shown.children].filter(isHeld);
    if (held.some((part) => !part.dataset.part)) return; // nobody knows which of the fresh ones it is
    for (const part of [...shown.children]) if (!held.includes(part)) part.remove();
    let next = 0; // of those that are held, which the coming ones stand before
    for (const part of [...fresh.children]) {
      const place = held.findIndex((each) => each.dataset.part === part.dataset.part);
      if (place < 0) shown.insertBefore(part, held[next] ?? null);
      else if (held[place].querySelector("[data-part]")) renew(held[place], part);
      next = Math.max(next, place + 1);
    }
  }

  async function asked(address) {
    const answer = await fetch(address).catch(() => null);
    const found = document.createElement("template");
    found.innerHTML = answer?.ok ? (await answer.text()).trim() : "";
    const fresh = found.content.firstElementChild;
    return fresh?.hasAttribute("data-again") ? fresh : null; // whoever was signed out gets another page
  }

  async function look() {
    for (const shown of document.querySelectorAll("[data-again]:is([data-moving], [data-held])")) {
      const fresh = document.hidden ? null : await asked(shown.dataset.again);
      if (fresh && !isHeld(shown)) shown.replaceWith(fresh);
      else if (fresh) {
        renew(shown, fresh);
        shown.toggleAttribute("data-moving", fresh.hasAttribute("data-moving"));
        shown.toggleAttribute("data-held", true); // looked at until all of it could be renewed
      }
    }
    setTimeout(look, EVERY);
  }
  setTimeout(look, EVERY);
})();
