// What makes pages quicker where scripts run. Without it every page works the same.
"use strict";

const language = document.documentElement.lang;
const say = (es, en) => (language === "es" ? es : en);

// A field that suggests while one types (WAI-ARIA combobox with a list). `data-suggest` is the address that is asked with `q`;
// it answers {items: [{label|name, value|id|code, detail?, filter?}]}. What is chosen goes into the field and its value into the
// field that `data-suggest-into` names by id; or, with `data-suggest-go`, on to the page of that filter or that record. Others
// hear of it by the event `suggested`, whose detail is the item.
function suggest(input) {
  const list = document.createElement("ul");
  list.id = `${input.id}-suggestions`;
  list.className = "suggestions";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", say("Sugerencias", "Suggestions"));
  list.hidden = true;
  const told = document.createElement("span");
  told.className = "hidden";
  told.setAttribute("role", "status");
  input.after(list, told);
  input.parentElement.classList.add("suggests");
  for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-controls", list.id],
    ["aria-expanded", "false"], ["autocomplete", "off"]]) input.setAttribute(name, value);

  let items = [], at = -1, asked = null, timer = 0;

  const label = (item) => item.label ?? item.name;
  const value = (item) => item.value ?? item.id ?? item.code;

  function mark(place) {
    at = place;
    [...list.children].forEach((option, i) => option.setAttribute("aria-selected", String(i === at)));
    if (at < 0) return input.removeAttribute("aria-activedescendant");
    input.setAttribute("aria-activedescendant", list.children[at].id);
    list.children[at].scrollIntoView({ block: "nearest" });
  }

  function close() {
    clearTimeout(timer);
    asked?.abort();
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    mark(-1);
  }

  function show(found) {
    items = found;
    list.replaceChildren(...items.map((item, i) => {
      const option = document.createElement("li");
      option.id = `${list.id}-${i}`;
      option.setAttribute("role", "option");
      option.append(label(item));
      if (item.detail) {
        const detail = document.createElement("small");
        detail.textContent = ` ${item.detail}`;
        option.append(detail);
      }
      return option;
    }));
    list.hidden = items.length === 0;
    input.setAttribute("aria-expanded", String(!list.hidden));
    told.textContent = items.length === 0 ? say("Sin sugerencias", "No suggestions")
      : say(`Sugerencias: ${items.length}`, `Suggestions: ${items.length}`);
    mark(-1);
  }

  async function ask() {
    asked?.abort();
    const text = input.value.trim();
    if (text.length < 2) return close();
    asked = new AbortController();
    const address = new URL(input.dataset.suggest, location);
    address.searchParams.set("q", text);
    try {
      const answer = await fetch(address, { signal: asked.signal, headers: { "Accept-Language": language } });
      if (answer.ok) show((await answer.json()).items);
      else close();
    } catch {
      // Asked again meanwhile, or no line: the form works without.
    }
  }

  function choose(item) {
    const into = document.getElementById(input.dataset.suggestInto);
    const go = input.dataset.suggestGo;
    if (into) into.value = value(item);
    input.value = label(item);
    close();
    input.dispatchEvent(new CustomEvent("suggested", { bubbles: true, detail: item }));
    if (go) location.assign(item.filter ? `${go}?${item.filter}` : `${go}/${encodeURIComponent(value(item))}`);
  }

  input.addEventListener("input", () => {
    const into = document.getElementById(input.dataset.suggestInto);
    if (into) into.value = "";
    clearTimeout(timer);
    timer = setTimeout(ask, 150);
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !list.hidden) close();
    else if (event.key === "ArrowDown" && list.hidden) ask();
    else if (event.key === "ArrowDown") mark(at + 1 < items.length ? at + 1 : -1);
    else if (event.key === "ArrowUp" && !list.hidden) mark(at < 0 ? items.length - 1 : at - 1);
    else if (event.key === "Enter" && at >= 0) choose(items[at]);
    else return;
    event.preventDefault();
  });
  input.addEventListener("blur", close);
  // Before the field loses the focus.
  list.addEventListener("mousedown", (event) => {
    event.preventDefault();
    const option = event.target.closest("[role=option]");
    if (option) choose(items[[...list.children].indexOf(option)]);
  });
}

// A button that copies the text of the element it names by id; it is there only where that works.
function copies(button) {
  if (!navigator.clipboard) return;
  const before = button.textContent;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent.trim());
    button.textContent = say("Copiado", "Copied");
    setTimeout(() => { button.textContent = before; }, 3000);
  });
}

document.querySelectorAll("[data-suggest]").forEach(suggest);
document.querySelectorAll("[data-copy]").forEach(copies);
