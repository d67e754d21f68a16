// Beside the editor of a story: what the checks say of the draft that was saved last.
(() => {
  const LOOKED = 6000; // milliseconds until it is asked what was found at links
  const AGAIN = 10; // times at most
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

  let later = null;

  async function ask(panel, form, times = AGAIN) {
    const key = number(form);
    if (!key) return;
    const answer = await fetch(panel.dataset.findings.replace("/0/", `/${key}/`)).catch(() => null);
    if (!answer?.ok) return; // the desk says by itself that it cannot be reached
    panel.innerHTML = await answer.text();
    const found = panel.firstElementChild?.dataset || {};
    count(panel, Number(found.refusals || 0));
    clearTimeout(later);
    if (found.looking !== undefined && times) later = setTimeout(() => ask(panel, form, times - 1), LOOKED);
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
