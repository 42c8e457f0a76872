// What a person would call by these words: a link, a button, a field with its label. Run by the driver, also without scripts.
const [kind, words] = arguments;
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
  const own = kind === "field" ? labels.join(" ") : element.value || element.textContent;
  return plain(element.getAttribute("aria-label") || labelled(element) || own);
};
const there = [...document.querySelectorAll(what)].filter((element) => element.checkVisibility());
const found =
  there.find((element) => called(element) === words) ?? there.find((element) => called(element).startsWith(words));
return found ?? there.map(called);
