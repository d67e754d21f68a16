// A sign-up form that keeps its place: what the server would answer as a whole page is put where the form was. Each
// form of a page is an element of its own with a state of its own. Without this script the form posts as forms do.

const HEADERS = { Accept: "text/x-fragment" };

async function answer(action, body) {
  const options = { method: body ? "POST" : "GET", headers: HEADERS, body, credentials: "omit", cache: "no-store" };
  return fetch(action, options);
}

// ALTCHA: find the number whose SHA-256 with the salt is the challenge. It slows machines, people wait a second.
async function solved(action) {
  const puzzle = await (await answer(`${action}?puzzle`)).json();
  const bytes = new TextEncoder();
  for (let number = 0; number <= puzzle.maxnumber; number += 1) {
    const hash = await crypto.subtle.digest(puzzle.algorithm, bytes.encode(puzzle.salt + number));
    const hex = Array.from(new Uint8Array(hash), (each) => each.toString(16).padStart(2, "0")).join("");
    if (hex === puzzle.challenge) return btoa(JSON.stringify({ ...puzzle, number }));
  }
  return "";
}

class LetterForm extends HTMLElement {
  #busy = false;
  #shown = null;

  connectedCallback() {
    this.addEventListener("submit", this);
    this.addEventListener("focusin", this);
  }

  async handleEvent(event) {
    if (event.type === "focusin") {
      this.#shown ??= this.#time(event.target.form?.action);
      return;
    }
    event.preventDefault();
    if (this.#busy) return;
    this.#busy = true;
    this.setAttribute("aria-busy", "true");
    try {
      await this.#send(event.target);
    } catch {
      event.target.submit(); // no answer to the script: the browser asks by itself, and says what is wrong
    } finally {
      this.#busy = false;
      this.removeAttribute("aria-busy");
    }
  }

  async #time(action) {
    if (!action) return "";
    try {
      return await (await answer(`${action}?time`)).text();
    } catch {
      return "";
    }
  }

  async #send(form) {
    const data = new URLSearchParams(new FormData(form));
    const shown = await this.#shown;
    if (shown && !data.get("shown")) data.set("shown", shown);
    let reply = await answer(form.action, data);
    if (reply.headers.get("X-Puzzle")) {
      data.set("altcha", await solved(form.action));
      reply = await answer(form.action, data);
    }
    if (!reply.headers.get("X-Fragment")) throw new Error("no form");
    const made = document.createElement("template");
    made.innerHTML = await reply.text();
    this.#put(made.content);
  }

  // The status was there before its words are: only so is it read out.
  #put(fresh) {
    const status = this.querySelector("[role=status]");
    const said = fresh.querySelector("[role=status]");
    said.remove();
    for (const old of [...this.childNodes]) if (old !== status) old.remove();
    this.append(fresh);
    status.hidden = said.hidden;
    status.className = said.className;
    status.replaceChildren(...said.childNodes);
    const wrong = this.querySelector("[aria-invalid=true]") ?? this.querySelector(".error");
    (wrong ?? status).focus();
  }
}

customElements.define("letter-form", LetterForm);
