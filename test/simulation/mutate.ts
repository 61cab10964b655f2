/**
 * `node --import ./test/simulation/mutate.ts …` with MUTANT=<name>: loads the sources with that one bug
 * in them. An edit that fits nowhere is an error, so that mutants cannot outlive what they break.
 */
import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';
import { MUTANTS } from './mutants.ts';

const name = process.env.MUTANT;
const mutant = MUTANTS.find((candidate) => candidate.name === name);
if (mutant === undefined) throw new Error(`there is no mutant "${name}"`);

const root = new URL('../../', import.meta.url).href;
for (const { file, find } of mutant.edits) {
  const found = readFileSync(new URL(file, root), 'utf8').split(find).length - 1;
  if (found !== 1) throw new Error(`"${name}": ${file} holds ${found} times: ${find}`);
}

registerHooks({
  load(url, context, nextLoad) {
    const edits = mutant.edits.filter(({ file }) => url === `${root}${file}`);
    if (edits.length === 0) return nextLoad(url, context);
    let source = readFileSync(fileURLToPath(url), 'utf8');
    for (const { find, replace } of edits) source = source.replace(find, () => replace);
    return { format: 'module-typescript', source, shortCircuit: true };
  },
});
