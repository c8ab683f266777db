// Writes every content file as the editing page would, with the serializer that it is built with,
// and names those that come out otherwise: `node canonical.mjs TOOLS FOLDER…`.
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";

const [tools, ...folders] = process.argv.slice(2);
const { parse, stringify } = createRequire(`${process.cwd()}/${tools}/`)("yaml");

// As in Sveltia CMS 0.221.1, with the settings in generator/editor.py.
const STYLE = {
  indent: 2, indentSeq: true, lineWidth: 0, singleQuote: true,
  defaultKeyType: "PLAIN", defaultStringType: "PLAIN",
};

function written(text) {
  const [, head, body] = text.trim().match(/^---\n([^]*?)\n---(?:\n([^]*))?$/) ?? [];
  if (head === undefined) return `${text.trim()}\n`;
  const front = stringify(parse(head), null, STYLE).trim();
  return `---\n${front}\n---\n\n${body.replace(/^\n/, "")}\n`;
}

const paths = folders.flatMap((folder) =>
  readdirSync(folder, { recursive: true }).map((name) => `${folder}/${name}`),
).filter((path) => path.endsWith(".md"));
const found = paths.filter((path) => {
  const text = readFileSync(path, "utf8");
  return written(text) !== text;
});
for (const path of found) console.log(`${path}: the editing page would write it otherwise`);
console.log(`yaml: ${paths.length} content files, ${found.length} written otherwise`);
process.exit(found.length || !paths.length ? 1 : 0);
