/** A Cloudflare account in memory, which holds what Workers were given; a test can look at it and break it. */
import type { Cloudflare } from '../../setup/cloudflare/cloudflare.ts';

interface DeployedWorker {
  vars: Record<string, string>;
  secrets: Record<string, string>;
  tag: string | undefined;
}

export class MemoryCloudflare implements Cloudflare {
  readonly workers = new Map<string, DeployedWorker>();
  readonly changes: string[] = [];

  async state(name: string) {
    const worker = this.workers.get(name);
    if (worker === undefined) return undefined;
    const { secrets, tag, vars } = worker;
    return { vars: { ...vars }, secrets: Object.keys(secrets), tag };
  }

  async deploy(name: string, vars: Readonly<Record<string, string>>, tag: string) {
    const worker = this.workers.get(name) ?? { vars: {}, secrets: {}, tag: undefined };
    this.workers.set(name, { ...worker, vars: { ...worker.vars, ...vars }, tag });
    this.changes.push(`deploy ${name}`);
    return [`https://${name}.me.workers.dev`];
  }

  /** A version of its own, without the deployment's tag. */
  async putSecrets(name: string, secrets: Readonly<Record<string, string>>) {
    const worker = this.workers.get(name);
    if (worker === undefined) throw new Error(`There is no Worker ${name}.`);
    this.workers.set(name, {
      ...worker,
      secrets: { ...worker.secrets, ...secrets },
      tag: undefined,
    });
    this.changes.push(`secrets ${name}`);
  }

  async remove(name: string) {
    this.workers.delete(name);
    this.changes.push(`remove ${name}`);
  }
}
