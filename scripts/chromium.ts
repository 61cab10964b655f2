/**
 * A real Chromium for tests and screenshots, with no install: the one that @sparticuz/chromium carries
 * packed, unpacked once into node_modules/.cache. Where that cannot run, the system's Chrome.
 */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium, type LaunchOptions } from 'playwright-core';

const MODULES = fileURLToPath(new URL('../node_modules', import.meta.url));
const PACKAGE = join(MODULES, '@sparticuz/chromium');

/** Not the package's own flags: those switch off the web's security, which is what tests look at. */
const ARGUMENTS = ['--no-sandbox', '--no-zygote', '--disable-gpu', '--font-render-hinting=none'];

/** `args` come on top. @throws an error that tells what was tried. */
export async function launchChromium(args: readonly string[] = []): Promise<Browser> {
  const problems: string[] = [];
  for (const options of await choices()) {
    try {
      return await chromium.launch({ ...options, args: [...ARGUMENTS, ...args] });
    } catch (error) {
      problems.push(error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error));
    }
  }
  throw new Error(`no Chromium starts; install Google Chrome, or see: ${problems.join('; ')}`);
}

async function choices(): Promise<LaunchOptions[]> {
  const system = { channel: 'chrome' };
  // The package is for this one platform.
  if (process.platform !== 'linux' || process.arch !== 'x64') return [system];
  unpacked ??= unpackChromium();
  const folder = await unpacked;
  const executablePath = join(folder, 'chromium');
  // A bare machine lacks NSS; the package has it for Amazon's Linux, and it does for others.
  const libraries = join(folder, 'al2023/lib');
  const env = { ...environment(), LD_LIBRARY_PATH: libraries };
  return [{ executablePath }, { executablePath, env }, system];
}

function environment(): Record<string, string> {
  const named = Object.entries(process.env).filter((entry): entry is [string, string] => {
    return entry[1] !== undefined;
  });
  return Object.fromEntries(named);
}

let unpacked: Promise<string> | undefined;

/** Several processes may come here at once, or be ended half-way: what is in the cache is whole. */
async function unpackChromium(): Promise<string> {
  const { version } = JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8'));
  const cache = join(MODULES, '.cache', `chromium-${version}`);
  if (existsSync(cache)) return cache;
  mkdirSync(join(MODULES, '.cache'), { recursive: true });
  const folder = mkdtempSync(`${cache}-`);
  try {
    await unpackInto(folder);
    renameSync(folder, cache);
  } catch (error) {
    // Somebody else's was faster, and does as well.
    if (!existsSync(cache)) throw error;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return cache;
}

/** The package unpacks into the folder for temporary files, wherever that is. */
async function unpackInto(folder: string): Promise<void> {
  const before = process.env.TMPDIR;
  process.env.TMPDIR = folder;
  try {
    const { default: packed, inflate } = await import('@sparticuz/chromium');
    await packed.executablePath();
    await inflate(join(PACKAGE, 'bin/al2023.tar.br'));
  } finally {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
  }
}
