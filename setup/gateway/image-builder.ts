/**
 * Builds and pushes the Function's image with docker or podman, where there is one that has signed in to the
 * registry; else tells the commands that do it in Oracle's Cloud Shell, which has docker.
 */
import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SetupProblem } from '../problem.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export interface ImageBuilder {
  /** @throws SetupProblem with the commands to run instead. */
  push(image: string): Promise<void>;
}

type Environment = Readonly<Record<string, string | undefined>>;

export class ContainerImageBuilder implements ImageBuilder {
  readonly #env: Environment;

  constructor(env: Environment) {
    this.#env = env;
  }

  async push(image: string): Promise<void> {
    const program = ['docker', 'podman'].find((name) => isInPath(name, this.#env.PATH ?? ''));
    if (program === undefined) throw new SetupProblem(cloudShellCommands(image));
    // Functions run on AMD64 unless told otherwise, whatever this machine is.
    const built = await this.#run(program, [
      'build',
      '--platform',
      'linux/amd64',
      '-t',
      image,
      '.',
    ]);
    if (built !== 0) {
      throw new SetupProblem(
        `${program} could not build the image: see its words above, then run it again.`,
      );
    }
    if ((await this.#run(program, ['push', image])) === 0) return;
    const [registry = ''] = image.split('/');
    throw new SetupProblem(
      `${program} could not push the image: sign in by \`${program} login ${registry}\` (user NAMESPACE/YOUR-NAME, with an auth token from \`oci iam auth-token create\` as password), then run it again.`,
    );
  }

  #run(program: string, args: readonly string[]): Promise<number> {
    const child = spawn(program, args, { cwd: ROOT, env: this.#env, stdio: ['ignore', 2, 2] });
    return new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code) => resolve(code ?? 1));
    });
  }
}

function isInPath(program: string, path: string): boolean {
  return path.split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

export function cloudShellCommands(image: string): string {
  const [registry = '', namespace = ''] = image.split('/');
  return `There is neither docker nor podman here to build the Function's image. In Oracle's Cloud Shell (the >_ of its console), in a clone of this repository at this version:

  oci iam auth-token create --user-id "$OCI_CS_USER_OCID" --description "visitor counter" --query data.token --raw-output
  docker login ${registry} --username "${namespace}/YOUR-NAME"     # asks for that token
  docker build -t ${image} .
  docker push ${image}

Then run this again: it goes on from here.`;
}
