// What reaches beyond the right edge of the page, but for what is inside a box that can be scrolled by itself.
const edge = document.documentElement.clientWidth;
const wide = Math.max(document.documentElement.scrollWidth, document.body.scrollWidth);
if (wide <= edge) return [];
const boxed = (element) => {
  for (let above = element.parentElement; above && above !== document.body; above = above.parentElement) {
    if (getComputedStyle(above).overflowX !== "visible") return true;
  }
  return false;
};
const over = [...document.body.querySelectorAll("*")].filter(
  (element) => element.getBoundingClientRect().right > edge + 0.5 && !boxed(element),
);
const outer = over.filter((element) => !over.includes(element.parentElement));
const told = (element) => `${Math.round(element.getBoundingClientRect().right)} px: ${element.outerHTML.slice(0, 200)}`;
return [`${wide} px wide in ${edge}`, ...outer.slice(0, 10).map(told)];
