/** What a program is started with to have door.ts loaded before all else, as NODE_OPTIONS. */

export const DOOR_OPTIONS = `--import=${new URL('door.ts', import.meta.url).href}`;
