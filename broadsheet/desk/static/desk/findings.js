// Beside the editor of a story: what the checks say of the draft that was saved last.
(() => {
  const WAIT = 300; // milliseconds after a saving, so that several at once are one question

  function number(form) {
    return /\/pages\/(\d+)\/edit\//.exec(form.action)?.[1];
  }

  function count(panel, refusals) {
    const toggle = document.querySelector('[data-side-panel-toggle="findings"] [data-side-panel-toggle-counter]');
    if (!toggle) return;
    toggle.textContent = String(refusals);
    toggle.hidden = !refusals;
  }

  async function ask(panel, form) {
    const key = number(form);
    if (!key) return;
    const answer = await fetch(panel.dataset.findings.replace("/0/", `/${key}/`)).catch(() => null);
    if (!answer?.ok) return; // the desk says by itself that it cannot be reached
    panel.innerHTML = await answer.text();
    count(panel, Number(panel.firstElementChild?.dataset.refusals || 0));
  }

  document.addEventListener("DOMContentLoaded", () => {
    const panel = document.querySelector("[data-findings]");
    const form = document.querySelector("[data-edit-form]");
    if (!panel || !form) return;
    let waiting = null;
    document.addEventListener("w-autosave:success", () => {
      clearTimeout(waiting);
      waiting = setTimeout(() => ask(panel, form), WAIT);
    });
    ask(panel, form);
  });
})();
