// Prints the Khronos validator's report on a .glb as JSON: node validate.mjs dance.glb
import { readFileSync } from "node:fs";
import { validateBytes } from "gltf-validator";

const bytes = new Uint8Array(readFileSync(process.argv[2]));
const report = await validateBytes(bytes, { maxIssues: 20 });
console.log(JSON.stringify({ issues: report.issues, info: report.info }));
