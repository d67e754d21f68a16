// At the desk of issues: letters counted beside subject and preheader, the check list of the draft that was saved
// last, and the sending that shows itself anew.
(() => {
  const SHOWN = { id_subject: 50, id_preheader: 90 }; // letters that mailboxes show
  const WAIT = 300; // milliseconds after a saving
  const EVERY = 3000; // milliseconds between two looks at a sending

  function count(field, most) {
    const told = document.createElement("span");
    told.className = "issue-count";
    const say = () => {
      const letters = [...field.value].length;
      told.textContent = `${letters} / ${most}`;
      told.toggleAttribute("data-over", letters > most);
    };
    field.insertAdjacentElement("afterend", told);
    field.addEventListener("input", say);
    say();
  }

  async function fetched(address) {
    const answer = await fetch(address).catch(() => null);
    return answer?.ok ? answer.text() : null; // the desk says by itself that it cannot be reached
  }

  async function check(panel) {
    const found = await fetched(panel.dataset.issueChecks);
    if (found === null) return;
    panel.innerHTML = found;
    const refusals = Number(panel.firstElementChild?.dataset.refusals || 0);
    const toggle = document.querySelector('[data-side-panel-toggle="checklist"] [data-side-panel-toggle-counter]');
    if (!toggle) return;
    toggle.textContent = String(refusals);
    toggle.hidden = !refusals;
  }

  // The part that somebody is in stays as it is, with what they typed, until they leave it.
  function renew(shown, fresh) {
    const held = [...shown.children].find((part) => part.contains(document.activeElement));
    if (!held) return shown.replaceWith(fresh);
    const parts = [...fresh.children];
    const twin = parts.findIndex((part) => part.dataset.part === held.dataset.part);
    const place = twin < 0 ? parts.length : twin;
    for (const part of [...shown.children]) if (part !== held) part.remove();
    held.before(...parts.slice(0, place));
    held.after(...parts.slice(place + 1));
    shown.toggleAttribute("data-moving", fresh.hasAttribute("data-moving"));
    shown.toggleAttribute("data-held", true);
  }

  async function look() {
    const shown = document.querySelector("[data-issue-progress]:is([data-moving], [data-held])");
    if (!shown) return;
    if (!document.hidden) {
      const found = await fetched(shown.dataset.issueProgress);
      const fresh = document.createElement("template");
      fresh.innerHTML = found?.trim() ?? "";
      if (fresh.content.firstElementChild) renew(shown, fresh.content.firstElementChild);
    }
    setTimeout(look, EVERY);
  }

  document.addEventListener("DOMContentLoaded", () => {
    const panel = document.querySelector("[data-issue-checks]");
    if (panel) {
      for (const [id, most] of Object.entries(SHOWN)) {
        const field = document.getElementById(id);
        if (field) count(field, most);
      }
      let waiting = null;
      document.addEventListener("w-autosave:success", () => {
        clearTimeout(waiting);
        waiting = setTimeout(() => check(panel), WAIT);
      });
      check(panel);
    }
    setTimeout(look, EVERY);
  });
})();
