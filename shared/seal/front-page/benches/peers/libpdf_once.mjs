// libpdf_once.mjs IN.pdf OUT.pdf ROUNDS: @libpdf/core seals a file at PAdES B-B, as `seal_once` does.
//
// The key and chain are `key.der` (PKCS #8), `leaf.der` and `root.der` in the folder that SEGL_PEER_KEY names. With
// rounds it prints the median milliseconds from bytes to bytes before it seals the file on disk.
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { CryptoKeySigner, PDF } from "@libpdf/core";

const [source, target, rounds] = process.argv.slice(2);
const read = async (name) => new Uint8Array(await readFile(join(process.env.SEGL_PEER_KEY, name)));
const curve = { name: "ECDSA", namedCurve: "P-256" };
const key = await crypto.subtle.importKey("pkcs8", await read("key.der"), curve, false, ["sign"]);
const signer = new CryptoKeySigner(key, await read("leaf.der"), "EC", "ECDSA", [await read("root.der")]);

async function seal(data) {
  const pdf = await PDF.load(data);
  return (await pdf.sign({ signer, level: "B-B", fieldName: "Seal" })).bytes;
}

const data = new Uint8Array(await readFile(source));
const times = [];
for (let round = 0; round < Number(rounds); round += 1) {
  const begun = performance.now();
  await seal(data);
  times.push(performance.now() - begun);
}
if (times.length > 0) {
  times.sort((one, other) => one - other);
  console.log(times[times.length >> 1].toFixed(3));
}
await writeFile(target, await seal(data));
