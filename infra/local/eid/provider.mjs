// The e-ID provider of the local stack: two OpenID Connect issuers by the certified oidc-provider, a page on which one
// chooses who to be, and a stand-in of the contact register. No real person can log in here, and none should.
//
// SEGL_EID_PORT: where it listens, on loopback. SEGL_URL: the service that it logs in to.
import http from "node:http";
import { issuer, issuers, remember, wanted } from "./issuers.mjs";
import { choice } from "./page.mjs";
import { persons, registered } from "./persons.mjs";

const port = Number(process.env.SEGL_EID_PORT ?? 3002);
const segl = process.env.SEGL_URL ?? "http://localhost:3000";
const origin = `http://localhost:${port}`;

const mounted = Object.fromEntries(Object.keys(issuers).map((id) => [id, issuer(id, origin, segl)]));

async function body(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

function answer(response, status, type, text) {
  response.writeHead(status, { "content-type": type, "cache-control": "no-store" }).end(text);
}

/** The page of an interaction, and what was chosen on it. */
async function interact(id, request, response) {
  const { provider } = mounted[id];
  const details = await provider.interactionDetails(request, response);
  const level = wanted(id, details.params);
  if (request.method === "GET") {
    return answer(response, 200, "text/html; charset=utf-8", choice(issuers[id].name, persons, level));
  }
  const form = new URLSearchParams(await body(request));
  if (form.has("cancel")) {
    return provider.interactionFinished(request, response, { error: "access_denied", error_description: "cancelled" });
  }
  const chosen = persons.find((one) => one.number === form.get("number"));
  const person = chosen ?? { number: form.get("typed-number") || form.get("number"), name: form.get("name"), birthDate: undefined };
  const accountId = remember(person, Number(form.get("level") ?? level));
  const login = { accountId, acr: issuers[id].acr[form.get("level") ?? level], remember: true };
  return provider.interactionFinished(request, response, { login }, { mergeWithLastSubmission: false });
}

const server = http.createServer(async (request, response) => {
  try {
    const { pathname } = new URL(request.url, origin);
    const [, id, what] = pathname.split("/");
    if (pathname === "/persons.json") {
      return answer(response, 200, "application/json", JSON.stringify(persons));
    }
    if (pathname === "/contact-register/v2/personer" && request.method === "POST") {
      const { personidentifikatorer = [] } = JSON.parse(await body(request));
      return answer(response, 200, "application/json", JSON.stringify({ personer: personidentifikatorer.map(registered) }));
    }
    if (!mounted[id]) return answer(response, 404, "text/plain", "There is nothing here.\n");
    if (what === "interaction") return await interact(id, request, response);
    if (pathname === `/${id}/session/end` && request.method === "POST") {
      // An ID token goes into a form and never into an address. oidc-provider takes such a form only with cookies that
      // a browser takes over HTTPS alone; here the form is read first, and handed on inside this process.
      request.url += `?${await body(request)}`;
      request.method = "GET";
    }
    request.originalUrl = request.url;
    request.url = request.url.slice(id.length + 1) || "/";
    return mounted[id].provider.callback()(request, response);
  } catch (error) {
    // What was typed stays out of the log.
    console.error(error.name, error.message);
    answer(response, 400, "text/plain", "That did not work. Begin again.\n");
  }
});
server.listen(port, "127.0.0.1", () => console.log(`test e-ID at ${origin}`));
for (const signal of ["SIGTERM", "SIGINT"]) process.on(signal, () => process.exit(0));
