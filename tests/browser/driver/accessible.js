// Runs axe-core, and says of each violation what a person needs to mend it.
const done = arguments[arguments.length - 1];
const wanted = { runOnly: arguments[0], resultTypes: ["violations"] };
const told = ({ id, help, nodes }) =>
  nodes.map(({ target, html, any, all, none }) => {
    const why = [...any, ...all, ...none].map(({ message }) => message);
    return `${id}: ${help}\n    ${target.join(" ")}\n    ${html.slice(0, 300)}\n    ${why.join("\n    ")}`;
  });
axe.run(document, wanted).then(
  ({ violations }) => done(violations.flatMap(told)),
  (reason) => done([`axe-core failed: ${reason}`]),
);
