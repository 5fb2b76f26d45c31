// A signer's journey in a real browser: on a desktop, on a phone, and on a phone without JavaScript.
// `cargo local test` sets SEGL_URL, SEGL_API_KEY and SEGL_ARTEFACTS; screenshots are left in the last.
import assert from "node:assert/strict";
import http from "node:http";
import path from "node:path";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { chromium } from "playwright-core";

const { SEGL_URL: url, SEGL_API_KEY: key, SEGL_ARTEFACTS: artefacts, SEGL_EID: eid } = process.env;
assert.ok(url && key && artefacts && eid, "run these tests with `cargo local test`");

let browser;
before(async () => {
  browser = await chromium.launch({
    executablePath: process.env.SEGL_CHROMIUM ?? "/usr/bin/chromium",
    args: [
      "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
      "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ],
  });
});
after(() => browser?.close());

/** A PDF of one page. */
function pdf(text) {
  const content = `BT /F1 20 Tf 72 760 Td (${text}) Tj ET`;
  const bodies = [
    "<</Type/Catalog/Pages 2 0 R>>",
    "<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 595 842]/Resources<</Font<</F1 4 0 R>>>>>>",
    "<</Type/Page/Parent 2 0 R/Contents 5 0 R>>",
    "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    `<</Length ${content.length}>>\nstream\n${content}\nendstream`,
  ];
  let file = "%PDF-1.7\n";
  const offsets = bodies.map((body, place) => {
    const offset = file.length;
    file += `${place + 1} 0 obj\n${body}\nendobj\n`;
    return offset;
  });
  const start = file.length;
  const rows = offsets.map((offset) => `${String(offset).padStart(10, "0")} 00000 n \n`).join("");
  return `${file}xref\n0 6\n0000000000 65535 f \n${rows}trailer\n<</Size 6/Root 1 0 R>>\nstartxref\n${start}\n%%EOF\n`;
}

async function api(method, route, body, headers = {}) {
  const answer = await fetch(`${url}${route}`, { method, body, headers: { authorization: `Bearer ${key}`, ...headers } });
  assert.ok(answer.ok, `${method} ${route}: ${answer.status} ${await answer.clone().text()}`);
  return answer.json();
}

async function until(what, ask) {
  for (const end = Date.now() + 60_000; Date.now() < end; await sleep(250)) {
    const found = await ask();
    if (found) return found;
  }
  throw new Error(`waited a minute in vain: ${what}`);
}

/** A document of the sender's. */
const upload = async () => (await api("POST", "/v1/documents", pdf("A document to read"), {
  "content-type": "application/pdf", "segl-title": "Agreement", "segl-file-name": "agreement.pdf",
})).id;

let count = 0;
/** A job for one signer, and what came by e-mail. */
async function invitation() {
  const email = `browser.${process.pid}.${count++}@example.com`;
  const job = await api("POST", "/v1/signature-jobs", JSON.stringify({
    title: "Agreement about the boat", description: "Please read it before Friday.",
    documents: [await upload()], signers: [{ name: "Kari Nordmann", email, language: "en" }],
  }), { "content-type": "application/json" });
  const message = await until("the invitation", async () => {
    const { messages } = await (await fetch(`${url}/inbox.json`)).json();
    return messages.find((one) => one.to === email);
  });
  const link = message.text.match(/http:\S+\/s\/\S+/)[0];
  const code = message.text.match(/(?<![\w-])\d{6}(?![\w-])/)[0];
  return { job: job.id, link, code };
}

/** Does something that leads to another page, and waits for that page. */
const leadsOn = (page, deed) => Promise.all([page.waitForEvent("load"), deed()]);

/** What must be true of every page. */
async function isWellMade(page, name, folder) {
  assert.equal(await page.locator("h1").count(), 1, `${name} has one heading`);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
  assert.ok(!wide, `${name} scrolls sideways`);
  const unnamed = await page.locator("input:not([type=hidden]), textarea, button").evaluateAll((all) =>
    all.filter((one) => !(one.labels?.length || one.textContent.trim() || one.getAttribute("aria-label"))).length);
  assert.equal(unnamed, 0, `${name} has a control without a name`);
  const small = await page.locator("button:visible, input[type=text]:visible, textarea:visible").evaluateAll((all) =>
    all.filter((one) => one.getBoundingClientRect().height < 44).map((one) => one.outerHTML.slice(0, 80)));
  assert.deepEqual(small, [], `${name} has targets under 44 pixels`);
  await page.screenshot({ path: path.join(artefacts, `${folder}-${name}.png`), fullPage: true });
}

/** Drops a sealed document on the page that is for everybody, as it is and with one byte changed. */
async function isToldByAnybody(page, sealed, folder) {
  const validate = async (buffer) => {
    await page.goto(`${url}/validate?lang=en`);
    await page.setInputFiles("#file", { name: "agreement.pdf", mimeType: "application/pdf", buffer });
    await isWellMade(page, "9-form", folder);
    // Straight to the store, and from there to the result.
    await Promise.all([page.waitForURL(/\/validate\/[\w-]{43}/), page.click("form.card button")]);
    return page.locator("#verdict, .mistake").first().textContent();
  };
  assert.equal(await validate(sealed), "Valid");
  await isWellMade(page, "9-valid", folder);
  const text = await page.locator("main").innerText();
  for (const said of ["Kari Nordmann", "The evidence of each signature: in order", "The audit trail belongs to the seal: in order"]) {
    assert.ok(text.includes(said), `${said} in ${text}`);
  }
  const changed = Buffer.from(sealed);
  changed[changed.length >> 2] ^= 1;
  assert.notEqual(await validate(changed), "Valid");
  assert.ok(!(await page.locator("main").innerText()).includes("Kari Nordmann"), "of a changed document nobody is said to have signed it");
  const cause = page.locator(".verdict .cause").first();
  assert.ok((await cause.textContent()).trim().length > 20, "a verdict that is not green says why");
  assert.equal(await page.locator("details[open]").count(), 0, "codes come behind");
  await isWellMade(page, "9-changed", folder);
  await page.reload();
  assert.ok((await page.locator(".mistake").textContent()).includes("only once"), "a result is shown once");
  await isWellMade(page, "9-gone", folder);
}

const sizes = [
  { name: "desktop", viewport: { width: 1280, height: 900 }, javaScriptEnabled: true },
  { name: "phone", viewport: { width: 390, height: 844 }, javaScriptEnabled: true, isMobile: true },
  { name: "phone-without-javascript", viewport: { width: 390, height: 844 }, javaScriptEnabled: false },
];

for (const { name, ...settings } of sizes) {
  test(`a signer reads, signs and downloads: ${name}`, async () => {
    const { job, link, code } = await invitation();
    const context = await browser.newContext(settings);
    const page = await context.newPage();
    const complaints = [];
    page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
    page.on("pageerror", (error) => complaints.push(String(error)));
    const outside = [];
    // A file to validate goes straight to the store, by a form; nothing else leaves the service.
    const isUpload = (request) => request.isNavigationRequest() && request.method() === "POST";
    page.on("request", (request) => new URL(request.url()).hostname !== "localhost" && !isUpload(request) && outside.push(request.url()));

    await page.goto(`${link}?lang=nn`);
    await isWellMade(page, "1-link-nn", name);
    assert.equal(await page.locator("html").getAttribute("lang"), "nn");
    await page.goto(`${link}?lang=en`);
    await isWellMade(page, "1-link-en", name);
    assert.equal(await page.locator("script").count(), 0, "no page has a script");

    await page.fill("input[name=code]", code === "111111" ? "222222" : "111111");
    await leadsOn(page, () => page.keyboard.press("Enter"));
    await isWellMade(page, "2-wrong-code", name);

    await page.fill("input[name=code]", `${code.slice(0, 3)} ${code.slice(3)}`);
    await leadsOn(page, () => page.keyboard.press("Enter"));
    await isWellMade(page, "3-task", name);
    const task = page.url().split("?")[0];
    assert.equal(await page.inputValue("input[name=name]"), "Kari Nordmann");

    const href = await page.locator("a[href*='/documents/']").first().getAttribute("href");
    const read = await context.request.get(`${url}${href}`);
    assert.equal(read.status(), 200);
    assert.ok((await read.body()).subarray(0, 5).toString() === "%PDF-", "the document opens");

    // Without the box ticked the browser itself holds the form back; one that does not is told what to mend.
    await page.locator("form[action*='/sign?']").evaluate((form) => (form.noValidate = true));
    await leadsOn(page, () => page.click("form[action*='/sign?'] button[type=submit]"));
    await isWellMade(page, "4-consent-missing", name);
    assert.ok(await page.locator("a[href='#consent']").count(), "the summary leads to the field");

    await page.check("input[name=consent]");
    await page.fill("input[name=name]", "Kari Nordmann");
    await leadsOn(page, () => page.click("form[action*='/sign?'] button[type=submit]"));
    await isWellMade(page, "5-signed", name);
    await until("the end page", async () => {
      await page.goto(`${task}?lang=en`);
      return page.locator("a[href$='/signed-document']").count();
    });
    await isWellMade(page, "6-end", name);
    const sealed = await context.request.get(`${task}/signed-document`);
    assert.ok((await sealed.body()).includes("ETSI.CAdES.detached"), "what is downloaded is sealed");
    await isToldByAnybody(page, await sealed.body(), name);
    await page.goto(`${task}?lang=en`);
    assert.equal(await page.locator("a[href$='/evidence']").count(), 1, "the documents as they were sent are handed out");
    const evidence = await context.request.get(`${task}/evidence`);
    assert.ok((await evidence.body()).includes("application/vnd.etsi.asic-e+zip"), "in an ASiC-E container");

    await leadsOn(page, () => page.locator("form[action^='/log-out'] button").first().click());
    await isWellMade(page, "7-left", name);
    await page.goto(task);
    await isWellMade(page, "8-session-over", name);
    assert.deepEqual(complaints.filter((text) => !/status of (401|410|422)/.test(text)), [], "the console has no complaint");
    assert.deepEqual(outside, [], "nothing is fetched from elsewhere");
    assert.equal((await api("GET", `/v1/signature-jobs/${job}`)).status, "COMPLETED_SUCCESSFULLY");
    await context.close();
  });
}

test("a signer rejects without JavaScript", async () => {
  const { job, link, code } = await invitation();
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(link);
  await page.fill("input[name=code]", code);
  await leadsOn(page, () => page.keyboard.press("Enter"));
  await page.locator("details summary").click();
  await page.fill("textarea[name=reason]", "The price is not what we agreed on.");
  await leadsOn(page, () => page.click("form[action*='/reject?'] button[type=submit]"));
  await page.screenshot({ path: path.join(artefacts, "no-javascript-rejected.png"), fullPage: true });
  assert.equal(await page.locator("form[action*='/sign?']").count(), 0);
  const read = await api("GET", `/v1/signature-jobs/${job}`);
  assert.equal(read.failure, "REJECTED");
  await context.close();
});

test("the inbox shows each message, and its links lead on", async () => {
  const { link } = await invitation();
  const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
  const page = await context.newPage();
  await page.goto(`${url}/inbox`);
  await page.screenshot({ path: path.join(artefacts, "inbox.png") });
  assert.ok(await page.locator("article").count());
  const shown = page.frameLocator("iframe").first().locator(`a[href='${link}']`).first();
  await shown.waitFor();
  await page.goto(url);
  await page.screenshot({ path: path.join(artefacts, "start.png"), fullPage: true });
  await context.close();
});

/** A sender's site on an origin of its own: sends its visitor to sign, and reads the status when the visitor is back. */
async function senderSite() {
  let job;
  const site = http.createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url, "http://localhost");
    if (pathname === "/go") {
      const { redirectUrl } = await api("POST", `${job.signers[0].href}/redirect-url`, "{}", { "content-type": "application/json" });
      return response.writeHead(302, { location: redirectUrl }).end();
    }
    const token = searchParams.get("status_query_token");
    const status = token ? (await api("GET", `/v1/signature-jobs/${job.id}/status?status_query_token=${token}`)).signers[0].status : "";
    response.writeHead(200, { "content-type": "text/html" }).end(`<!DOCTYPE html><html lang="en"><title>Sender</title><h1>The sender</h1>
      <p id="way">${pathname}</p><p id="status">${status}</p><a id="go" href="/go">Sign</a>`);
  });
  await new Promise((resolve) => site.listen(0, "127.0.0.1", resolve));
  const origin = `http://localhost:${site.address().port}`;
  job = await api("POST", "/v1/signature-jobs", JSON.stringify({
    flow: "direct", title: "Agreement about the boat", documents: [await upload()],
    exitUrls: { completion: `${origin}/signed`, rejection: `${origin}/rejected`, error: `${origin}/error` },
    signers: [{ name: "Kari Nordmann", signerIdentifier: "customer 7", language: "en", onBehalfOf: "OTHER" }],
  }), { "content-type": "application/json" });
  return { origin, job, close: () => site.close() };
}

for (const deed of ["sign", "reject"]) {
  test(`a signer is sent by the sender, and is back there after this: ${deed}`, async () => {
    const site = await senderSite();
    const context = await browser.newContext({ javaScriptEnabled: deed === "sign" });
    const page = await context.newPage();
    const complaints = [];
    page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
    await page.goto(site.origin);
    const [sent] = await Promise.all([
      page.waitForRequest((request) => request.url().includes("/r/")), leadsOn(page, () => page.click("#go")),
    ]);
    await isWellMade(page, `1-task-${deed}`, "direct");
    assert.ok((await page.textContent("main")).includes("on behalf of"), "the page says for whom one signs");

    // Another browser with the same address is turned away, this one may load it again.
    const other = await (await browser.newContext()).newPage();
    assert.equal((await other.goto(sent.url())).status(), 410);
    await isWellMade(other, `2-used-${deed}`, "direct");
    await other.context().close();
    await page.goto(sent.url());

    if (deed === "sign") {
      await page.check("input[name=consent]");
    } else {
      await page.click("details.reject summary");
      await page.fill("textarea[name=reason]", "The price is wrong");
    }
    await leadsOn(page, () => page.click(`form[action*='/${deed}?'] button[type=submit]`));
    assert.equal(new URL(page.url()).origin, site.origin, "the browser lets the form end at the sender");
    assert.equal(await page.textContent("#way"), deed === "sign" ? "/signed" : "/rejected");
    assert.equal(await page.textContent("#status"), deed === "sign" ? "SIGNED" : "REJECTED");
    assert.deepEqual(complaints.filter((text) => !/favicon|status of 410/.test(text)), [], "the console has no complaint");

    // Whoever goes back sees what came of it, and the way to the sender.
    await page.goto(`${url}/tasks/${site.job.id}/${site.job.signers[0].id}`);
    await isWellMade(page, `3-after-${deed}`, "direct");
    assert.equal(await page.locator("a[href$='/exit']").count(), 1);
    await context.close();
    site.close();
  });
}

test("a person logs in with an e-ID, steps up, signs, logs out here and there", async () => {
  const persons = await (await fetch(`${eid}/persons.json`)).json();
  const { number, email } = persons[5];
  const job = await api("POST", "/v1/signature-jobs", JSON.stringify({
    title: "A secret title", nonSensitiveTitle: "An agreement", documents: [await upload()],
    signers: [{ nationalIdentityNumber: number, email, language: "en" }, { nationalIdentityNumber: persons[1].number, email: persons[1].email }],
  }), { "content-type": "application/json" });
  const [mine, theirs] = job.signers.map((signer) => `/tasks/${job.id}/${signer.id}`);
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, isMobile: true });
  const page = await context.newPage();
  const logIn = async (level, ends) => {
    await leadsOn(page, () => page.click("a[href^='/login/test-id']"));
    assert.ok((await page.textContent("body")).includes("TEST"), "the provider asks who it is");
    await page.check("#person-6");
    await page.check(`#level-${level}`);
    await page.click("#log-in");
    await page.waitForURL(ends);
  };
  await page.goto(`${url}/portal?lang=en`);
  await isWellMade(page, "1-login", "e-id");
  await logIn(3, /\/portal/);
  await isWellMade(page, "2-list", "e-id");
  const list = await page.textContent("main");
  assert.ok(list.includes("An agreement") && !list.includes("A secret title"), "below the level only the open title is shown");
  assert.equal(await page.locator(`a[href^='${theirs}']`).count(), 0, "another's task is not listed");
  assert.equal((await page.goto(`${url}${theirs}`)).status(), 401);
  await page.goto(`${url}${mine}?lang=en`);
  await isWellMade(page, "3-step-up", "e-id");
  assert.ok(!(await page.textContent("main")).includes("A secret title"));
  await logIn(4, /\/tasks\//);
  await isWellMade(page, "4-task", "e-id");
  assert.equal(await page.locator("input[name=name]").count(), 0, "the e-ID says the name");
  await page.check("input[name=consent]");
  await leadsOn(page, () => page.click("form[action*='/sign?'] button[type=submit]"));
  await isWellMade(page, "5-signed", "e-id");
  assert.equal((await api("GET", `/v1/signature-jobs/${job.id}`)).signers[0].signedWith.level, 4);

  await leadsOn(page, () => page.click("form[action^='/log-out'] button"));
  await isWellMade(page, "6-logged-out", "e-id");
  await leadsOn(page, () => page.click(`form[action^='${eid}'] button`));
  await leadsOn(page, () => page.click("#log-out"));
  assert.equal(new URL(page.url()).pathname, "/portal", "and back");
  assert.ok(!(await page.textContent("main")).includes("agreement"), "nobody is logged in");
  await leadsOn(page, () => page.click("a[href^='/login/test-id']"));
  assert.ok(page.url().startsWith(eid), "the provider has forgotten too");
  await context.close();
});
