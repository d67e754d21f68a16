// In the editor of issues: letters counted beside subject and preheader, and the check list of the draft that was saved
// last. It is made again when somebody comes back to it after a while, there and on the screen of sending.
(() => {
  const SHOWN = { id_subject: 50, id_preheader: 90 }; // letters that mailboxes show
  const WAIT = 300; // milliseconds after a saving
  const OLD = 60_000; // milliseconds after which a check list is made again

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

  let looked = Date.now();

  async function check(panel) {
    const found = await fetched(panel.dataset.issueChecks);
    if (found === null) return;
    looked = Date.now();
    panel.innerHTML = found;
    const refusals = Number(panel.firstElementChild?.dataset.refusals || 0);
    const toggle = document.querySelector('[data-side-panel-toggle="checklist"] [data-side-panel-toggle-counter]');
    if (!toggle) return;
    toggle.textContent = String(refusals);
    toggle.hidden = !refusals;
  }

  document.addEventListener("DOMContentLoaded", () => {
    const panel = document.querySelector("[data-issue-checks]");
    if (!panel) return;
    for (const [id, most] of Object.entries(SHOWN)) {
      const field = document.getElementById(id);
      if (field) count(field, most);
    }
    let waiting = null;
    document.addEventListener("w-autosave:success", () => {
      clearTimeout(waiting);
      waiting = setTimeout(() => check(panel), WAIT);
    });
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden && Date.now() - looked > OLD) check(panel);
    });
    if (!panel.querySelector("[data-refusals]")) check(panel);
  });
})();
