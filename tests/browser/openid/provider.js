// A provider of OpenID Connect on a free port, for the tests: says where it is, and ends with its input.
// Whoever writes an e-mail on its page is that person; one that begins with "unverified" it has not verified.
import { createServer } from "node:http";
import Provider from "oidc-provider";

const [, , redirect, secret] = process.argv;

const server = createServer();
await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
const issuer = `http://127.0.0.1:${server.address().port}`;

const provider = new Provider(issuer, {
  clients: [{ client_id: "rai", client_secret: secret, redirect_uris: [redirect] }],
  // Who it is, and what is told of them: at the endpoint for that, as by default.
  claims: { openid: ["sub"], email: ["email", "email_verified"] },
  findAccount: (_, sub) => ({
    accountId: sub,
    claims: () => ({ sub, email: sub.split("#")[0], email_verified: !sub.startsWith("unverified") }),
  }),
  pkce: { required: () => true },
  features: { devInteractions: { enabled: false } },
  interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
  cookies: { keys: ["a key of a test"] },
  // Nothing is asked twice: whoever signs in agrees.
  loadExistingGrant: async (ctx) => {
    const grant = new ctx.oidc.provider.Grant({
      clientId: ctx.oidc.client.clientId,
      accountId: ctx.oidc.session.accountId,
    });
    grant.addOIDCScope("openid email");
    await grant.save();
    return grant;
  },
});

const page = `<!doctype html><html lang="es"><head><title>Proveedor</title><link rel="icon" href="data:,"></head>
<body><h1>Proveedor de identidad</h1><form method="post"><label>Quién es <input name="who"></label>
<button name="do" value="go">Soy yo</button><button name="do" value="leave">No entrar</button></form></body></html>`;

const answer = provider.callback();
server.on("request", async (request, response) => {
  if (!request.url.startsWith("/interaction/")) return answer(request, response);
  if (request.method === "GET") {
    response.setHeader("content-type", "text/html; charset=utf-8");
    return response.end(page);
  }
  let body = "";
  for await (const part of request) body += part;
  const filled = new URLSearchParams(body);
  const result =
    filled.get("do") === "leave" ? { error: "access_denied" } : { login: { accountId: filled.get("who") } };
  await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
});

console.log(issuer);
process.stdin.resume().on("end", () => process.exit());
