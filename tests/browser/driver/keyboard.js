// What has the focus, and whether somebody who looks can tell. "before" remembers how everything looks without the focus.
const STYLES = ["outlineStyle", "outlineWidth", "outlineColor", "boxShadow", "backgroundColor", "borderTopColor",
  "borderBottomWidth", "borderBottomColor", "color", "textDecorationLine", "textDecorationThickness"];
const parts = (element) => [
  [element, null], [element, "::before"], [element, "::after"], [element.parentElement, null],
  ...[...(element.labels ?? [])].flatMap((label) => [[label, null], [label, "::before"], [label, "::after"]]),
];
const look = (element) =>
  parts(element).map(([part, pseudo]) => STYLES.map((style) => getComputedStyle(part, pseudo)[style]).join()).join("|");

if (arguments[0] === "before") {
  const all = document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex], [contenteditable]");
  window.unfocused = new Map([...all].map((element) => [element, look(element)]));
  window.walked = new Set();
  return null;
}

const element = document.activeElement;
if (!element || element === document.body || window.walked.has(element)) return null;
window.walked.add(element);
const { left, top, right, bottom } = element.getBoundingClientRect();
const across = (Math.max(left, 0) + Math.min(right, innerWidth)) / 2;
const down = (Math.max(top, 0) + Math.min(bottom, innerHeight)) / 2;
const above = document.elementFromPoint(across, down);
const own = [element, ...(element.labels ?? [])];
return {
  html: element.outerHTML.slice(0, 200),
  marked: look(element) !== window.unfocused.get(element),
  uncovered: above !== null && own.some((part) => part.contains(above) || above.contains(part)),
};
