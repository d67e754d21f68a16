// Wagtail's picker empties a field of a date that is left half typed, and makes the first of the month of a month: words
// that somebody typed are gone, or stand there as a date that nobody named. So they stay, and what is wrong is said.
(() => {
  const { date, moment } = document.currentScript.dataset; // what is said
  const KINDS = [
    [".w-field--date_field", /^(\d{4}-\d\d-\d\d)$/, date],
    [".w-field--date_time_field", /^(\d{4}-\d\d-\d\d) \d{1,2}:\d\d(:\d\d)?$/, moment],
  ];

  document.addEventListener("readystatechange", () => {
    const picker = window.jQuery?.fn.datetimepicker;
    if (picker) picker.defaults.validateOnBlur = false; // before any of them is started
  });

  /** Of the calendar: the 31st of November is none. */
  const exists = (day) => new Date(`${day}T00:00Z`).toJSON()?.startsWith(day) ?? false;

  function wrong(input) {
    const kind = KINDS.find(([field]) => input.closest(field));
    const typed = input.value.trim();
    if (!kind || !typed) return "";
    const found = kind[1].exec(typed);
    return found && exists(found[1]) ? "" : kind[2];
  }

  function say(input, text) {
    const errors = input.closest("[data-field]")?.querySelector("[data-field-errors]");
    if (!errors) return;
    errors.querySelectorAll("p, .error-message").forEach((old) => old.remove());
    errors.querySelector(".icon")?.toggleAttribute("hidden", !text);
    input.removeAttribute("aria-invalid");
    if (!text) return;
    input.setAttribute("aria-invalid", "true");
    const told = document.createElement("p");
    told.className = "error-message";
    told.setAttribute("role", "alert");
    told.textContent = text;
    errors.append(told);
  }

  const look = ({ target }) => {
    if (!target.matches?.(KINDS.map(([field]) => `${field} input`).join())) return;
    const text = wrong(target);
    if (text || target.hasAttribute("aria-invalid")) say(target, text);
  };
  document.addEventListener("focusout", look);
  document.addEventListener("change", look);
})();
