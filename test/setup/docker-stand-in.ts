/**
 * In the place of `docker`: build wants a Dockerfile and a bundle where it runs, and push brings that bundle to
 * Oracle's stand-in under the image's name. Told by its environment where that is; signed in to it from the start.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const { DOCKER_STAND_IN_BUILT: builtFile = '', DOCKER_STAND_IN_ORACLE: oracle = '' } = process.env;
const namespace = process.env.DOCKER_STAND_IN_NAMESPACE ?? '';

async function run([command, ...args]: readonly string[]): Promise<string | undefined> {
  const built = existsSync(builtFile) ? JSON.parse(readFileSync(builtFile, 'utf8')) : {};
  if (command === 'build') {
    const image = args[args.indexOf('-t') + 1] ?? '';
    const folder = resolve(args.at(-1) ?? '');
    const bundle = join(folder, 'dist/function/func.js');
    if (!existsSync(join(folder, 'Dockerfile')))
      return 'failed to read dockerfile: open Dockerfile';
    if (!existsSync(bundle)) return `there is no bundle: build it first (${bundle})`;
    writeFileSync(builtFile, JSON.stringify({ ...built, [image]: bundle }));
    return undefined;
  }
  if (command === 'push') {
    const [image = ''] = args;
    const bundle = built[image];
    if (bundle === undefined) return `An image does not exist locally with the tag: ${image}`;
    if (image.split('/')[1] !== namespace)
      return 'denied: requested access to the resource is denied';
    const answer = await fetch(`${oracle}/_emulator/images`, {
      method: 'PUT',
      body: JSON.stringify({ image, bundle }),
    });
    return answer.ok ? undefined : await answer.text();
  }
  return `not in this stand-in: docker ${command}`;
}

const problem = await run(process.argv.slice(2));
if (problem !== undefined) {
  console.error(problem);
  process.exitCode = 1;
}
