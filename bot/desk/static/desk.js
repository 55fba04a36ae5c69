// The desk works without this script; with it the preview is live, drafts save themselves, facts
// are inserted at the cursor and the conversation stays on the page.
"use strict";

(function () {
  const root = document.documentElement;
  root.classList.add("js");

  const menu = document.querySelector("[data-menu]");
  if (menu && window.matchMedia("(min-width: 62rem)").matches) menu.open = true;

  for (const form of document.querySelectorAll("form[data-auto]")) {
    form.addEventListener("change", () => form.requestSubmit());
  }

  for (const button of document.querySelectorAll("[data-sure]")) {
    button.addEventListener("click", (event) => {
      if (!window.confirm(button.dataset.sure)) event.preventDefault();
    });
  }

  function ask(address, form, extra) {
    const body = new URLSearchParams(new FormData(form));
    for (const [name, value] of Object.entries(extra || {})) body.set(name, value);
    const token = form.querySelector("[name=form_token]").value;
    return fetch(address, {
      method: "POST",
      body,
      headers: { "X-Desk-Part": "1", "X-Desk-Form": token },
    });
  }

  function parse(text) {
    return new DOMParser().parseFromString(text, "text/html");
  }

  // The editor

  const editor = document.querySelector("[data-editor]");
  if (editor) {
    let looking = 0;
    let unsaved = false;
    let lookTimer;
    let saveTimer;
    const saved = editor.querySelector("[data-saved]");

    const look = async () => {
      const turn = ++looking;
      const answer = await ask(editor.dataset.look, editor).catch(() => null);
      if (!answer || !answer.ok || turn !== looking) return;
      const page = parse(await answer.text());
      const put = (target, name) => {
        const part = page.querySelector(`[data-part="${name}"]`);
        if (target && part) target.replaceChildren(...part.childNodes);
      };
      put(editor.querySelector("[data-preview]"), "preview");
      put(editor.querySelector("[data-characters]"), "characters");
      for (const field of editor.querySelectorAll("[data-remarks]")) {
        put(field, field.dataset.remarks);
      }
      editor.dispatchEvent(new CustomEvent("looked"));
    };

    const save = async () => {
      if (!unsaved) return;
      const answer = await ask(editor.dataset.save, editor).catch(() => null);
      if (answer && answer.ok) {
        unsaved = false;
        const note = parse(await answer.text()).querySelector("[data-draft]");
        saved.textContent = note.textContent;
        const tried = document.querySelector("[data-try] [name=draft]");
        if (tried) tried.value = note.dataset.draft;
      } else if (answer && answer.status === 401) {
        saved.textContent = await answer.text();
      }
    };

    editor.addEventListener("input", (event) => {
      if (event.target.matches("[data-facts]")) return;
      unsaved = true;
      const { value, maxLength } = event.target;
      if (maxLength > 0 && value.length >= maxLength) saved.textContent = editor.dataset.full;
      clearTimeout(lookTimer);
      clearTimeout(saveTimer);
      lookTimer = setTimeout(look, 400);
      saveTimer = setTimeout(save, 4000);
    });
    editor.addEventListener("submit", () => {
      unsaved = false;
      clearTimeout(saveTimer);
    });
    window.addEventListener("beforeunload", (event) => {
      if (unsaved) event.preventDefault();
    });

    const words = editor.querySelector("[data-facts]");
    const found = editor.querySelector("[data-facts-found]");
    let body = editor.querySelector("[data-holds-facts]");
    editor.addEventListener("focusin", (event) => {
      if (event.target.matches("[data-holds-facts]")) body = event.target;
    });
    let factTimer;
    words.addEventListener("input", () => {
      clearTimeout(factTimer);
      factTimer = setTimeout(async () => {
        const query = new URLSearchParams({ q: words.value, language: editor.dataset.language });
        const answer = await fetch(`/facts-found?${query}`, { headers: { "X-Desk-Part": "1" } });
        if (answer.ok) found.replaceChildren(...parse(await answer.text()).body.childNodes);
      }, 250);
    });
    words.addEventListener("keydown", (event) => {
      if (event.key === "Enter") event.preventDefault();
    });
    found.addEventListener("click", (event) => {
      const button = event.target.closest("[data-insert]");
      if (!button) return;
      body.focus();
      body.setRangeText(button.dataset.insert, body.selectionStart, body.selectionEnd, "end");
      body.dispatchEvent(new Event("input", { bubbles: true }));
    });
  }

  // News being written, and on their way

  const unsaved = document.querySelector("form[data-unsaved]");
  if (unsaved) {
    let typed = false;
    unsaved.addEventListener("input", () => (typed = true));
    unsaved.addEventListener("submit", () => (typed = false));
    window.addEventListener("beforeunload", (event) => {
      if (typed) event.preventDefault();
    });
  }

  if (document.querySelector("[data-count]")) {
    let left = 3; // looks with nothing left to send: the last are counted a moment later
    const count = async () => {
      const answer = await fetch("/news/counts", { headers: { "X-Desk-Part": "1" } }).catch(
        () => null
      );
      if (answer && answer.ok) {
        const page = parse(await answer.text());
        for (const shown of document.querySelectorAll("[data-count]")) {
          const now = page.querySelector(`[data-count="${shown.dataset.count}"]`);
          if (now && now.textContent !== shown.textContent) shown.textContent = now.textContent;
        }
        if (!page.querySelector("[data-running]") && --left === 0) return;
      }
      setTimeout(count, 2000);
    };
    setTimeout(count, 2000);
  }

  // The conversation

  const trying = document.querySelector("[data-try]");
  if (trying) {
    const chat = trying.querySelector("[data-chat]");
    const text = trying.querySelector("#text");
    trying.addEventListener("submit", async (event) => {
      event.preventDefault();
      const pressed = event.submitter;
      const extra = {};
      if (pressed && pressed.name === "button") {
        extra.button = pressed.value;
        extra.label = pressed.dataset.label || "";
        extra.text = "";
      } else if (!text.value.trim()) {
        return;
      }
      const answer = await ask("/try", trying, extra).catch(() => null);
      if (!answer || !answer.ok) {
        trying.submit();
        return;
      }
      const part = parse(await answer.text());
      for (const old of chat.querySelectorAll("[name=state]")) old.remove();
      const first = part.body.firstElementChild;
      chat.append(...part.body.childNodes);
      text.value = "";
      if (first) first.scrollIntoView({ block: "start" });
      text.focus();
    });
    const beside = document.querySelector("[data-beside]");
    if (beside) {
      beside.addEventListener("toggle", async () => {
        if (!beside.open || chat.children.length) return;
        const answer = await fetch(beside.dataset.beside, { headers: { "X-Desk-Part": "1" } });
        if (answer.ok) chat.append(...parse(await answer.text()).body.childNodes);
      });
    }
    const last = chat.lastElementChild;
    if (last && chat.children.length > 3) chat.scrollTop = chat.scrollHeight;
  }
})();
