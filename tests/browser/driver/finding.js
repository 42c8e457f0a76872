// What a person would call by these words: a link, a button, a field with its label. Run by the driver, also without scripts.
// "Parte extranjera › País" is the field of that name in the group whose legend begins so.
const [kind, path] = arguments;
const groups = path.split(" › ");
const words = groups.pop();
const what = {
  link: "a[href]",
  button: "button, input[type=submit], summary",
  field: "input:not([type=hidden]), select, textarea",
}[kind];
const plain = (text) => (text ?? "").replace(/\s+/g, " ").trim();
const labelled = (element) => {
  const ids = (element.getAttribute("aria-labelledby") ?? "").split(" ").filter(Boolean);
  return ids.map((id) => document.getElementById(id)?.textContent).join(" ");
};
const called = (element) => {
  const labels = [...(element.labels ?? [])].map((label) => label.textContent);
  const shown = element.tagName === "INPUT" ? element.value : element.textContent;
  const own = kind === "field" ? labels.join(" ") : shown;
  return plain(element.getAttribute("aria-label") || labelled(element) || own);
};
const inGroups = (element) => groups.every((group) => {
  for (let set = element.closest("fieldset"); set; set = set.parentElement.closest("fieldset")) {
    if (plain(set.querySelector("legend")?.textContent).startsWith(group)) return true;
  }
  return false;
});
const there = [...document.querySelectorAll(what)].filter(
  (element) => element.checkVisibility() && !element.closest("[aria-hidden=true]") && inGroups(element),
);
const found =
  there.find((element) => called(element) === words) ?? there.find((element) => called(element).startsWith(words));
const legends = [...document.querySelectorAll("legend")].map((legend) => plain(legend.textContent));
return found ?? (groups.length && !there.length ? legends : there.map(called));
