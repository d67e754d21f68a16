// At the desk of narration: hear a sentence, a word or a voice; hear a whole story, sentence by sentence. Nothing here
// is public: each sound comes from the desk itself.
(() => {
  const GAP = 300; // milliseconds between two sentences
  const AGAIN = 1500; // milliseconds until a busy booth is asked again
  const PATIENT = 20; // times that it is
  const player = new Audio();
  let turn = 0; // what was begun last; whatever is older stops by itself

  // -- asking

  function screen() {
    return document.querySelector("[data-say]");
  }

  function token() {
    return document.querySelector("[name=csrfmiddlewaretoken]")?.value || "";
  }

  function wait(milliseconds) {
    return new Promise((go) => setTimeout(go, milliseconds));
  }

  function asked(button) {
    const given = new URLSearchParams();
    if (button.dataset.hearForm !== undefined) {
      for (const [name, value] of new FormData(button.closest("form"))) given.append(name, value);
      for (const [name, value] of new URLSearchParams(button.dataset.hearForm)) given.set(name, value);
    } else if (button.dataset.hearVoice) {
      const [engine, ...name] = document.getElementById(button.dataset.hearVoice).value.split(":");
      given.set("language", button.dataset.language);
      if (engine) given.set("engine", engine);
      if (name.length) given.set("voice", name.join(":"));
    } else {
      for (const [name, value] of new URLSearchParams(button.dataset.hear)) given.set(name, value);
    }
    for (const pair of (button.dataset.hearWith || "").split(" ").filter(Boolean)) {
      const [name, field] = pair.split(":");
      given.set(name, button.closest("form").elements[field].value);
    }
    given.delete("csrfmiddlewaretoken");
    return given;
  }

  // {sound} or {wrong, command}
  async function said(given) {
    for (let tries = 0; ; tries += 1) {
      const answer = await fetch(screen().dataset.say, {
        method: "POST", body: given, headers: { "X-CSRFToken": token() },
      }).catch(() => null);
      const found = answer?.headers.get("content-type")?.startsWith("application/json") ? await answer.json() : null;
      if (!found) return { wrong: screen().dataset.lost || "—" };
      if (!found.again || tries >= PATIENT) return found;
      await wait(AGAIN);
    }
  }

  // -- telling

  function place(button) {
    const scope = button.closest("form, .w-panel, [data-say]");
    return scope?.querySelector("[data-heard]") || document.querySelector("[data-heard]");
  }

  function tell(button, found) {
    const where = place(button);
    if (!where) return;
    where.className = found.wrong ? "narration-wrong" : "narration-said";
    where.textContent = found.wrong || (button.dataset.hearForm !== undefined ? found.spoken : "") || "";
    if (!found.command) return;
    const command = document.createElement("code");
    command.className = "narration-command";
    command.textContent = found.command;
    where.append(" ", command);
  }

  function mark(button, state) {
    for (const each of document.querySelectorAll("[data-speaking]")) each.removeAttribute("data-speaking");
    if (!button) return;
    const row = button.closest("[data-line]") || button;
    if (state) row.dataset.speaking = state;
  }

  // -- playing

  function stop() {
    turn += 1;
    player.pause();
    mark(null);
    for (const each of document.querySelectorAll("[data-stop]")) each.hidden = true;
  }

  async function play(address) {
    player.src = address;
    const ended = new Promise((go) => {
      player.onended = player.onpause = player.onerror = go;
    });
    await player.play().catch(() => null);
    await ended;
  }

  async function hear(button) {
    const again = (button.closest("[data-line]") || button).dataset.speaking;
    stop();
    if (again) return;
    const mine = turn;
    mark(button, "soon");
    const found = await said(asked(button));
    if (mine !== turn) return;
    tell(button, found);
    if (!found.sound) return mark(null);
    mark(button, "now");
    await play(found.sound);
    if (mine === turn) mark(null);
  }

  async function hearAll(button) {
    stop();
    const mine = turn;
    const rows = [...document.querySelectorAll(".narration-passage:not([data-left-out]) [data-hear]")];
    for (const each of document.querySelectorAll("[data-stop]")) each.hidden = false;
    let next = rows.length ? said(asked(rows[0])) : null;
    for (const [number, row] of rows.entries()) {
      mark(row, "soon");
      const found = await next;
      if (mine !== turn) return;
      next = rows[number + 1] ? said(asked(rows[number + 1])) : null;
      tell(button, found);
      if (!found.sound) break;
      mark(row, "now");
      const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
      if (!calm) row.closest("[data-line]").scrollIntoView({ block: "nearest" });
      await play(found.sound);
      if (mine !== turn) return;
      await wait(GAP);
      if (mine !== turn) return;
    }
    stop();
  }

  // -- a word from the text

  function chosen() {
    const selection = document.getSelection();
    const words = selection?.toString().replace(/\s+/g, " ").trim() || "";
    const node = selection?.anchorNode;
    const shown = (node?.nodeType === Node.TEXT_NODE ? node.parentElement : node)?.closest?.("[data-shown]");
    if (!shown || !words || words.length > 100) return;
    const field = document.querySelector("[data-mend] [name=word]");
    if (!field) return;
    const word = words.replace(/^[\s“”„«»"(\[]+|[\s“”»",.;:!?)\]…]+$/g, "");
    if (!word || field.value === word) return;
    field.value = word;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    offer(shown, word);
  }

  // On a narrow screen the form is far below: the way there appears beside the word.
  function offer(shown, word) {
    document.querySelector(".narration-jump")?.remove();
    const link = document.createElement("a");
    link.className = "narration-jump button button-small button-secondary";
    link.href = "#mend";
    link.textContent = document.querySelector("[data-mend]").dataset.jump.replace("…", word);
    shown.insertAdjacentElement("afterend", link);
  }

  // -- what a change makes stale

  let asking = null;
  function affected(form) {
    const where = form.querySelector("[data-affected]");
    if (!where) return;
    clearTimeout(asking);
    asking = setTimeout(async () => {
      const whole = form.elements.where ? form.elements.where.value === "paper" : true;
      const word = form.elements.word.value.trim();
      if (!whole || !word) {
        where.textContent = "";
        return;
      }
      const language = where.dataset.language ?? form.elements.language?.value ?? "";
      const answer = await fetch(where.dataset.affected, {
        method: "POST", body: new URLSearchParams({ word, language }), headers: { "X-CSRFToken": token() },
      }).catch(() => null);
      if (answer?.ok) where.textContent = await answer.text();
    }, 400);
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-hear], [data-hear-form], [data-hear-voice], [data-play-all], [data-stop]");
    if (!button || !screen()) return;
    if (button.matches("[data-stop]")) stop();
    else if (button.matches("[data-play-all]")) hearAll(button);
    else hear(button);
  });
  document.addEventListener("selectionchange", () => setTimeout(chosen, 0));
  document.addEventListener("change", (event) => {
    const field = event.target;
    if (!field.matches("[data-most]")) return;
    const large = [...field.files].some((file) => file.size > Number(field.dataset.most));
    field.setCustomValidity(large ? field.dataset.tooLarge : "");
    field.reportValidity();
  });
  for (const kind of ["input", "change"]) {
    document.addEventListener(kind, (event) => {
      const form = event.target.closest?.("[data-mend]");
      if (form) affected(form);
    });
  }
})();
