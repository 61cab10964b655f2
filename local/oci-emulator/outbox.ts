/**
 * The messages that were published, newest last: each is a file of its own, and the oldest go when
 * there are too many. Nobody is mailed: this is where a local run's mails can be read.
 */
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import * as z from 'zod/mini';
import { openFolder, removeFile, writeFileAtomically } from './atomic-file.ts';
import { TurnQueue } from './turn-queue.ts';

/** More than anybody scrolls through; at 64 KiB each, 13 MB on disk at the most. */
export const MESSAGES_MAX = 200;

const MESSAGE = z.readonly(
  z.strictObject({
    messageId: z.string(),
    /** RFC 3339. */
    timeStamp: z.string(),
    topicId: z.string(),
    title: z.string(),
    body: z.string(),
  }),
);

export type Message = z.infer<typeof MESSAGE>;

interface KeptMessage {
  readonly path: string;
  readonly message: Message;
}

const MESSAGE_SUFFIX = '.json';
const SEQUENCE_DIGITS = 10;

export class Outbox {
  readonly #folder: string;
  readonly #kept: KeptMessage[];
  readonly #turns = new TurnQueue();
  #sequence: number;

  private constructor(folder: string, kept: readonly KeptMessage[]) {
    this.#folder = folder;
    this.#kept = [...kept];
    const last = kept.at(-1);
    this.#sequence = last === undefined ? 0 : Number(basename(last.path, MESSAGE_SUFFIX));
  }

  static async open(folder: string): Promise<Outbox> {
    const kept: KeptMessage[] = [];
    for (const path of await openFolder(folder, MESSAGE_SUFFIX)) {
      kept.push({ path, message: MESSAGE.parse(JSON.parse(await readFile(path, 'utf8'))) });
    }
    return new Outbox(folder, kept);
  }

  messages(): readonly Message[] {
    return this.#kept.map((kept) => kept.message);
  }

  /** Resolves once the message is on disk. */
  add(topicId: string, title: string, body: string, nowMs: number): Promise<Message> {
    const timeStamp = new Date(nowMs).toISOString();
    const message = { messageId: randomUUID(), timeStamp, topicId, title, body };
    return this.#turns.run('outbox', async () => {
      this.#sequence += 1;
      const name = String(this.#sequence).padStart(SEQUENCE_DIGITS, '0') + MESSAGE_SUFFIX;
      const path = join(this.#folder, name);
      await writeFileAtomically(path, Buffer.from(JSON.stringify(message)));
      this.#kept.push({ path, message });
      await this.#dropOldest();
      return message;
    });
  }

  async #dropOldest(): Promise<void> {
    const surplus = this.#kept.splice(0, Math.max(0, this.#kept.length - MESSAGES_MAX));
    for (const { path } of surplus) await removeFile(path);
  }
}
