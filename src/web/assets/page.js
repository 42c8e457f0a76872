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

  const label = (item) => item.label ?? item.name ?? item.title;
  const detail = (item) => item.detail ?? placeOf(item, input);
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
      if (detail(item)) {
        const more = document.createElement("small");
        more.textContent = ` ${detail(item)}`;
        option.append(more);
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
    const state = stateBeside(input)?.value;
    if (state && input.dataset.suggest.endsWith("/municipalities")) address.searchParams.set("state", state);
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
    if (go) location.assign(item.filter ? `${go}?${withFilter(item.filter)}` : `${go}/${encodeURIComponent(value(item))}`);
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

// What is asked already, with a filter more in the place of the words that were typed.
function withFilter(filter) {
  const asked = new URLSearchParams(location.search);
  ["q", "cursor", "sort"].forEach((name) => asked.delete(name));
  new URLSearchParams(filter).forEach((value, name) => { if (!asked.getAll(name).includes(value)) asked.append(name, value); });
  return asked;
}

// The choice of a state in the same group of fields, if there is one.
function stateBeside(input) {
  return input.closest("[data-party]")?.querySelector("select[name$='/state']");
}

// What tells a body, a municipality or an agreement from others of its name.
function placeOf(item, input) {
  if (item.registration_number || item.signed_on) return [item.registration_number, item.signed_on].filter(Boolean).join(" · ");
  const states = [...(stateBeside(input)?.options ?? [])];
  const state = states.find((option) => option.value === item.state)?.text;
  const country = item.country && item.country !== "MX"
    ? new Intl.DisplayNames([language], { type: "region" }).of(item.country) : null;
  const seat = item.seat && item.seat !== item.name ? item.seat : null;
  return [seat, state, country].filter(Boolean).join(", ");
}

// A municipality that was chosen says its state.
function statesPlace(field) {
  field.addEventListener("suggested", ({ detail }) => {
    const state = stateBeside(field);
    if (state && detail.state && field.name.endsWith("/municipality")) state.value = detail.state;
  });
}

// Fields that are asked for by one answer to another question are there only with that answer; what stood in them goes when the
// form is sent.
function shownFor(part) {
  const [name, value] = part.dataset.shownFor.split("=");
  const asked = document.getElementsByName(name);
  const fits = () => [...asked].some((input) => input.checked && input.value === value);
  const show = () => { part.hidden = !fits() && !part.querySelector("[aria-invalid]"); };
  asked.forEach((input) => input.addEventListener("change", show));
  part.closest("form").addEventListener("submit", () => {
    if (part.hidden) part.querySelectorAll("input, select").forEach((field) => { field.value = ""; });
  });
  show();
}

// A form that keeps itself some seconds after the last letter, and says so. What is not in order yet is kept once somebody goes on.
function keeps(form) {
  const told = form.querySelector("[data-kept]");
  let timer = 0, busy = false;
  async function keep() {
    if (busy) return;
    busy = true;
    const fields = new URLSearchParams(new FormData(form));
    fields.set("do", "keep");
    try {
      const answer = await fetch(form.action, { method: "POST", body: fields });
      if (answer.ok) {
        const { version, message } = await answer.json();
        form.elements.version.value = version;
        told.textContent = message;
      } else {
        told.textContent = say("Todavía no se guarda: guarde para ver por qué.", "Not saved yet: save to see why.");
      }
    } catch {
      told.textContent = say("Sin conexión: todavía no se guarda.", "No connection: not saved yet.");
    }
    busy = false;
  }
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(keep, 5000);
  });
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    // What is on its way has the version that this one needs.
    if (!busy) return;
    event.preventDefault();
    setTimeout(() => form.requestSubmit(event.submitter), 300);
  });
}

// A form of which nothing is kept until it is sent: whoever leaves it half filled in is asked first.
function guards(form) {
  const ask = (event) => event.preventDefault();
  form.addEventListener("input", () => addEventListener("beforeunload", ask));
  form.addEventListener("submit", () => removeEventListener("beforeunload", ask));
}

// A form with a file that shows how much of it was sent.
function showsProgress(form) {
  const line = form.querySelector("[data-sending]");
  const bar = line.querySelector("progress");
  const percent = line.querySelector("[data-percent]");
  form.addEventListener("submit", (event) => {
    const file = form.elements.file.files[0];
    if (!file) return;
    event.preventDefault();
    if (file.size > Number(form.dataset.limit)) {
      form.elements.file.setCustomValidity(say("El archivo es demasiado grande.", "The file is too large."));
      form.elements.file.reportValidity();
      form.elements.file.setCustomValidity("");
      return;
    }
    const sending = new XMLHttpRequest();
    const button = form.querySelector(".actions button");
    line.hidden = false;
    button.disabled = true;
    let told = -1;
    sending.upload.addEventListener("progress", ({ loaded, total }) => {
      bar.value = (100 * loaded) / total;
      // Spoken in few steps.
      const step = Math.floor(bar.value / 25) * 25;
      if (step !== told) percent.textContent = `${told = step} %`;
    });
    sending.addEventListener("load", () => {
      if (sending.status < 400) return location.assign(sending.responseURL);
      const page = new DOMParser().parseFromString(sending.responseText, "text/html");
      document.title = page.title;
      document.querySelector("main").replaceWith(page.querySelector("main"));
      wake(document.querySelector("main"));
      (document.querySelector(".summary") ?? document.querySelector("main")).focus();
    });
    sending.addEventListener("error", () => {
      line.hidden = true;
      button.disabled = false;
      percent.textContent = "";
      form.elements.file.setCustomValidity(say("No se pudo enviar: intente otra vez.", "It could not be sent: try again."));
      form.elements.file.reportValidity();
      form.elements.file.setCustomValidity("");
    });
    sending.open("POST", form.action);
    sending.send(new FormData(form));
  });
}

function prints(button) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}

// A button that copies the text of the element it names by id, or the address of a link; it is there only where that works.
function copies(button) {
  if (!navigator.clipboard) return;
  const before = button.textContent;
  button.hidden = false;
  button.addEventListener("click", async () => {
    const copied = document.getElementById(button.dataset.copy);
    await navigator.clipboard.writeText(copied.href ?? copied.textContent.trim());
    button.textContent = say("Copiado", "Copied");
    setTimeout(() => { button.textContent = before; }, 3000);
  });
}

// A map in which the arcs to one country stand out while it is pointed at or has the focus.
function lights(map) {
  const light = (event) => {
    const place = event.target.closest("[data-place]")?.dataset.place;
    map.classList.toggle("lit", Boolean(place));
    map.querySelectorAll(".arcs a").forEach((arc) => arc.classList.toggle("lit", arc.dataset.place === place));
  };
  ["pointerover", "focusin"].forEach((name) => map.addEventListener(name, light));
  ["pointerleave", "focusout"].forEach((name) => map.addEventListener(name, () => map.classList.remove("lit")));
}

// What there is of all that in a part of the page.
function wake(part) {
  for (const [hook, make] of [["suggest", suggest], ["suggest", statesPlace], ["copy", copies], ["shown-for", shownFor],
    ["keep", keeps], ["guard", guards], ["progress", showsProgress], ["print", prints]]) part.querySelectorAll(`[data-${hook}]`).forEach(make);
}

wake(document);
document.querySelectorAll(".map.world").forEach(lights);
// What is wider than the screen begins in its middle, where Mexico is.
document.querySelectorAll(".scroll.middle").forEach((wide) => { wide.scrollLeft = (wide.scrollWidth - wide.clientWidth) / 2; });
