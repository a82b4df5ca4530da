// Open the HTML report in Chromium at three widths, light and dark, and print what is found as JSON.
//   node check.mjs report.html folder-for-screenshots
import { createRequire } from "node:module";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const [page_to_check, folder] = process.argv.slice(2);
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const address = pathToFileURL(page_to_check).href;
const quiet = ["--no-sandbox", "--disable-gpu", "--disable-background-networking",
  "--disable-component-update", "--disable-sync", "--no-first-run"];
mkdirSync(folder, { recursive: true });

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: quiet,
});
const found = [];
for (const colorScheme of ["light", "dark"]) {
  for (const width of [360, 768, 1440]) {
    // axe is put in by the test itself, past the page's own policy on scripts.
    const context = await browser.newContext({
      viewport: { width, height: 900 }, colorScheme, bypassCSP: true, deviceScaleFactor: 1,
    });
    const page = await context.newPage();
    const errors = [], requests = [];
    page.on("console", (message) => { if (message.type() === "error") errors.push(message.text()); });
    page.on("pageerror", (error) => errors.push(String(error)));
    page.on("request", (request) => {
      if (request.url() !== address && !request.url().startsWith("data:")) requests.push(request.url());
    });
    await page.goto(address, { waitUntil: "load" });
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    await page.evaluate(axe);
    const { violations } = await page.evaluate(() => globalThis.axe.run());
    const traced = page.locator("td[data-trace], p span[data-trace]").first();
    await traced.click();
    const trace = await page.locator("#trace").textContent();
    const table = page.locator("table").first();
    const order = () => table.locator("tbody tr th").allTextContents();
    const before = await order();
    await table.locator("thead button").first().click();
    const sorted = await order();
    await page.reload();
    await page.screenshot({ path: join(folder, `${colorScheme}-${width}.png`) });
    const first_figure = page.locator("figure.drawing").first();
    await first_figure.scrollIntoViewIfNeeded();
    await page.screenshot({ path: join(folder, `${colorScheme}-${width}-figure.png`) });
    found.push({
      colorScheme, width, overflow, errors, requests, trace, before, sorted,
      violations: violations.map((one) => ({
        id: one.id, impact: one.impact, help: one.help,
        nodes: one.nodes.slice(0, 5).map((node) => node.target.join(" ")),
      })),
    });
    await context.close();
  }
}
const printed = await browser.newPage();
await printed.goto(address);
await printed.emulateMedia({ media: "print" });
await printed.pdf({ path: join(folder, "print.pdf"), format: "A4", preferCSSPageSize: true });
await browser.close();
console.log(JSON.stringify(found, null, 2));
