/**
 * All resources of the tenancy, in memory and in one file that is written whole at each change. A change
 * is seen at once and is on disk when its call is answered.
 */
import { readFile } from 'node:fs/promises';
import * as z from 'zod/mini';
import { writeFileAtomically } from '../atomic-file.ts';
import { TurnQueue } from '../turn-queue.ts';
import { RESOURCE, type Resource, type ResourceKind } from './resource.ts';

const FILE = z.strictObject({ resources: z.array(RESOURCE) });

export class Inventory {
  readonly #path: string;
  readonly #resources: Map<string, Resource>;
  readonly #turns = new TurnQueue();

  private constructor(path: string, resources: Map<string, Resource>) {
    this.#path = path;
    this.#resources = resources;
  }

  /** `first` is what a tenancy begins with; the file adds to it, and nothing is written until a change. */
  static async open(path: string, first: readonly Resource[]): Promise<Inventory> {
    const text = await readFile(path, 'utf8').catch(() => undefined);
    const kept = text === undefined ? [] : FILE.parse(JSON.parse(text)).resources;
    return new Inventory(path, new Map([...first, ...kept].map((each) => [each.id, each])));
  }

  list(kind: ResourceKind): readonly Resource[] {
    return [...this.#resources.values()].filter((resource) => resource.kind === kind);
  }

  find(kind: ResourceKind, id: string): Resource | undefined {
    const resource = this.#resources.get(id);
    return resource?.kind === kind ? resource : undefined;
  }

  findByName(kind: ResourceKind, name: string): Resource | undefined {
    return this.list(kind).find((resource) => resource.name === name);
  }

  /** Adds it, or takes the place of the one with its id. */
  async put(resource: Resource): Promise<void> {
    this.#resources.set(resource.id, resource);
    await this.#save();
  }

  async remove(id: string): Promise<void> {
    this.#resources.delete(id);
    await this.#save();
  }

  isEmpty(compartmentId: string): boolean {
    return [...this.#resources.values()].every((each) => each.compartmentId !== compartmentId);
  }

  /** The compartment and all that it lies in; the tenancy itself is the last. */
  lineage(compartmentId: string): readonly string[] {
    const parent = this.find('compartment', compartmentId)?.compartmentId;
    return parent === undefined ? [compartmentId] : [compartmentId, ...this.lineage(parent)];
  }

  #save(): Promise<void> {
    return this.#turns.run('file', async () => {
      const text = JSON.stringify({ resources: [...this.#resources.values()] });
      await writeFileAtomically(this.#path, Buffer.from(text));
    });
  }
}
