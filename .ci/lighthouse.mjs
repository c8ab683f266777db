// Lighthouse, as a phone on a slow network: the median of three runs of a page of each main kind.
//
//   node .ci/lighthouse.mjs TOOLS SITE [ADDRESS…]
//
// TOOLS is the folder that Lighthouse was installed into, SITE the built site. The site is served
// compressed, as web hosts do. The browser is the system's (CHROMIUM, or what .ci/setup finds).
// Fails where a median is below LEAST; what lies between it and 100 is printed with its reasons.
import { createReadStream, existsSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { execFileSync, spawn } from "node:child_process";
import { extname, join, normalize, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { createGzip } from "node:zlib";
import { tmpdir } from "node:os";

const [tools, site, ...wanted] = process.argv.slice(2);
const ADDRESSES = wanted.length ? wanted : ["", "exercises/heel-slides/", "routines/standing/"];
const CATEGORIES = ["performance", "accessibility", "best-practices", "seo"];
const RUNS = 3;
const LEAST = 95;
const TYPES = {
  ".html": "text/html; charset=utf-8", ".css": "text/css", ".js": "text/javascript",
  ".json": "application/json", ".svg": "image/svg+xml", ".woff2": "font/woff2",
  ".txt": "text/plain; charset=utf-8", ".xml": "application/xml", ".png": "image/png",
};
const WHOLE = new Set([".woff2", ".png"]); // compressed already

function answer(request, response) {
  const path = normalize(decodeURIComponent(new URL(request.url, "http://here").pathname));
  let file = join(site, path);
  if (existsSync(file) && statSync(file).isDirectory()) file = join(file, "index.html");
  if (!existsSync(file)) {
    response.writeHead(404).end();
    return;
  }
  const type = extname(file);
  const headers = { "Content-Type": TYPES[type] ?? "application/octet-stream",
    "Cache-Control": "max-age=600" }; // as GitHub Pages has it
  if (WHOLE.has(type)) {
    response.writeHead(200, headers);
    createReadStream(file).pipe(response);
  } else {
    response.writeHead(200, { ...headers, "Content-Encoding": "gzip" });
    createReadStream(file).pipe(createGzip()).pipe(response);
  }
}

/* The port stands in a file of the profile as soon as the browser listens. */
async function startBrowser(profile) {
  const path = process.env.CHROMIUM ?? execFileSync(".ci/setup", ["chromium"]).toString().trim();
  const browser = spawn(path, ["--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--remote-debugging-port=0", `--user-data-dir=${profile}`, "about:blank"],
    { stdio: ["ignore", "ignore", "pipe"] });
  const port = await new Promise((found, failed) => {
    let said = "";
    browser.stderr.on("data", (text) => {
      said += text;
      const match = /DevTools listening on ws:\/\/[^:]+:(\d+)/.exec(said);
      if (match) found(Number(match[1]));
    });
    browser.on("exit", () => failed(new Error(`the browser ended: ${said}`)));
  });
  return { browser, port };
}

const median = (numbers) => numbers.sort((a, b) => a - b)[Math.floor(numbers.length / 2)];

/* What costs a category its points, with what Lighthouse measured. */
function reasons({ categories, audits }) {
  return CATEGORIES.flatMap((name) => categories[name].auditRefs
    .filter(({ id, weight }) => weight > 0 && audits[id].score !== null && audits[id].score < 0.995)
    .map(({ id }) => `${name}: ${audits[id].title} ${audits[id].displayValue ?? ""}`.trim()));
}

const { default: lighthouse } = await import(pathToFileURL(
  createRequire(resolve(tools, "package.json")).resolve("lighthouse")).href);
async function measure(url) {
  const { lhr } = await lighthouse(url,
    { port, onlyCategories: CATEGORIES, logLevel: "error", output: "json" });
  if (lhr.runtimeError) throw new Error(lhr.runtimeError.message);
  return lhr;
}

const server = createServer(answer).listen(0, "127.0.0.1");
await new Promise((ready) => server.once("listening", ready));
const root = `http://127.0.0.1:${server.address().port}/`;
const profile = mkdtempSync(join(tmpdir(), "lighthouse-"));
const { browser, port } = await startBrowser(profile);
let failed = false;
try {
  await measure(root + ADDRESSES[0]); // not counted: a browser that has just started is slow
  for (const address of ADDRESSES) {
    const runs = [];
    for (let run = 0; run < RUNS; run += 1) runs.push(await measure(root + address));
    const scores = CATEGORIES.map((name) => median(runs.map(({ categories }) =>
      Math.round(categories[name].score * 100))));
    failed ||= scores.some((score) => score < LEAST);
    console.log(`Lighthouse, /${address}: ${CATEGORIES.map((name, i) => `${name} ${scores[i]}`).join(", ")}`);
    for (const reason of new Set(runs.flatMap(reasons))) console.log(`  ${reason}`);
  }
} finally {
  const ended = new Promise((gone) => { browser.on("exit", gone); });
  browser.kill();
  await ended;
  server.close();
  rmSync(profile, { recursive: true, force: true });
}
console.log(failed ? `Lighthouse: a median is below ${LEAST}` : `Lighthouse: every median is ${LEAST} or more`);
process.exitCode = failed ? 1 : 0;
