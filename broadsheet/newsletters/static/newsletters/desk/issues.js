// In the editor of issues: letters counted beside subject and preheader, and the check list of the draft that was saved
// last.
(() => {
  const SHOWN = { id_subject: 50, id_preheader: 90 }; // letters that mailboxes show
  const WAIT = 300; // milliseconds after a saving

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
    check(panel);
  });
})();
