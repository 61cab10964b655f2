/**
 * `node --import ./test/simulation/mutate.ts …` with MUTANT=<name> loads the sources with that one bug
 * in them; with EDITS=<JSON>, with those edits, for experiments. An edit that fits nowhere is an error, so that mutants cannot outlive what they break.
 */
import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';
import { type Edit, MUTANTS } from './mutants.ts';

const edits = editsToMake();

const root = new URL('../../', import.meta.url).href;
for (const { file, find } of edits) {
  const found = readFileSync(new URL(file, root), 'utf8').split(find).length - 1;
  if (found !== 1) throw new Error(`${file} holds ${found} times: ${find}`);
}

registerHooks({
  load(url, context, nextLoad) {
    const fitting = edits.filter(({ file }) => url === `${root}${file}`);
    if (fitting.length === 0) return nextLoad(url, context);
    let source = readFileSync(fileURLToPath(url), 'utf8');
    for (const { find, replace } of fitting) source = source.replace(find, () => replace);
    return { format: 'module-typescript', source, shortCircuit: true };
  },
});

function editsToMake(): readonly Edit[] {
  const { EDITS, MUTANT } = process.env;
  if (EDITS !== undefined) return JSON.parse(EDITS) as Edit[];
  const mutant = MUTANTS.find(({ name }) => name === MUTANT);
  if (mutant === undefined) throw new Error(`there is no mutant "${MUTANT}"`);
  return mutant.edits;
}
