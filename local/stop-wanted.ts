/**
 * When a program of ours should end: on a signal, or when npm ended without passing one on. npm hands signals
 * to its shell alone, which may end without its child, and a killed npm hands on nothing.
 */
import { readFileSync, readlinkSync } from 'node:fs';

const CHECK_MS = 250;

/** Resolves at the first of them: Ctrl-C reaches npm and its children at once, and people press it again. */
export function stopWanted(): Promise<void> {
  // Whoever read our words may have ended too; that must not keep us from stopping in order.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => resolve());
    }
    if (process.env.npm_lifecycle_event !== undefined) watchParents(resolve);
  });
}

function watchParents(onEnd: () => void): void {
  const parent = process.ppid;
  const npm = findNpm(parent);
  const timer = setInterval(() => {
    if (process.ppid === parent && (npm === undefined || isRunning(npm))) return;
    clearInterval(timer);
    onEnd();
  }, CHECK_MS);
  timer.unref();
}

/**
 * npm's process where a shell stands between it and us. Known on Linux only: elsewhere the usual shells put
 * themselves out of the way, and then npm is the parent itself.
 */
function findNpm(parent: number): number | undefined {
  if (isNpm(parent)) return undefined;
  const grandparent = parentOf(parent);
  return grandparent !== undefined && isNpm(grandparent) ? grandparent : undefined;
}

function isNpm(processId: number): boolean {
  try {
    return readlinkSync(`/proc/${processId}/exe`) === process.env.npm_node_execpath;
  } catch {
    return false;
  }
}

function parentOf(processId: number): number | undefined {
  const [, parent] = statOf(processId) ?? [];
  return parent === undefined ? undefined : Number(parent);
}

/** A killed process stays as a zombie until its own parent has asked for its end. */
function isRunning(processId: number): boolean {
  const [state = 'Z'] = statOf(processId) ?? [];
  return state !== 'Z' && state !== 'X';
}

/** proc(5): state, parent and more, after the name, which is in parentheses and may hold any character. */
function statOf(processId: number): readonly string[] | undefined {
  try {
    const text = readFileSync(`/proc/${processId}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined;
  }
}
