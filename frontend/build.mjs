// Builds the style sheet, fonts and icon of the pages into src/samordna/web/static (E22):
// minified, named after what they hold, listed in manifest.json, with the licences of what is bundled.
import { build } from "esbuild";
import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";

const here = dirname(fileURLToPath(import.meta.url));
const place = join(here, "..", "src", "samordna", "web", "static");
const out = `${place}.part`; // moved into place when whole: a build that fails leaves the old one alone
const bundled = ["@digdir/designsystemet-css", "@digdir/designsystemet-theme", "@fontsource-variable/inter"];

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });

const { metafile } = await build({
  absWorkingDir: here,
  entryPoints: ["samordna.css", "icon.svg"],
  outdir: out,
  bundle: true,
  minify: true,
  metafile: true,
  entryNames: "[name]-[hash]",
  assetNames: "[name]-[hash]",
  loader: { ".woff2": "file", ".svg": "copy" },
  target: ["chrome111", "edge111", "firefox115", "safari16.4"],
  logLevel: "warning",
});

const manifest = {};
for (const [file, made] of Object.entries(metafile.outputs)) {
  const source = made.entryPoint ?? Object.keys(made.inputs)[0];
  manifest[basename(source)] = basename(file);
}
writeFileSync(join(out, "manifest.json"), JSON.stringify(manifest, Object.keys(manifest).sort(), 2) + "\n");

const licence = (name) => {
  const folder = join(here, "node_modules", name);
  const { version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const text = readFileSync(join(folder, readdirSync(folder).find((f) => /^licen[cs]e/i.test(f))), "utf8");
  return `${name} ${version} (${license})\n\n${text.trim()}\n`;
};
writeFileSync(join(out, "LICENSES.txt"), bundled.map(licence).join(`\n${"=".repeat(72)}\n\n`));

// Text is sent compressed without anybody compressing it again at every request.
for (const name of readdirSync(out).filter((f) => /\.(css|svg)$/.test(f))) {
  const text = readFileSync(join(out, name));
  writeFileSync(join(out, `${name}.br`), brotliCompressSync(text));
  writeFileSync(join(out, `${name}.gz`), gzipSync(text, { level: 9 }));
}

rmSync(place, { recursive: true, force: true });
renameSync(out, place);
