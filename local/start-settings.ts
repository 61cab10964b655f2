/** Environment and arguments of `npm start` -> its settings; names every problem at once. */
import { parseArgs } from 'node:util';
import type { PortTrouble } from './free-port.ts';

export interface StartSettings {
  readonly ports: {
    readonly edge: number;
    readonly gateway: number;
    readonly oci: number;
    readonly demo: number;
  };
  /** A year of made-up history is wanted. */
  readonly demoData: boolean;
  readonly dataFolder: string;
}

export class StartProblem extends Error {}

const PORTS = {
  edge: ['PORT', 8787],
  gateway: ['GATEWAY_PORT', 8788],
  oci: ['OCI_PORT', 8789],
  demo: ['DEMO_PORT', 8786],
} as const;

const PORT_MAX = 65_535;

export type PortName = keyof typeof PORTS;

/** @throws StartProblem */
export function parseStartSettings(
  env: Readonly<Record<string, string | undefined>>,
  args: readonly string[],
): StartSettings {
  const problems: string[] = [];
  const ports = Object.fromEntries(
    Object.entries(PORTS).map(([part, [name, fallback]]) => {
      const given = env[name]?.trim() || String(fallback);
      const port = /^\d{1,5}$/.test(given) ? Number(given) : 0;
      if (port < 1 || port > PORT_MAX)
        problems.push(`${name} is "${given}": it must be a port, 1 to 65535.`);
      return [part, port];
    }),
  ) as Record<PortName, number>;
  for (const [part, [name]] of Object.entries(PORTS)) {
    const twin = Object.entries(PORTS).find(([other]) => {
      return other < part && ports[other as PortName] === ports[part as PortName];
    });
    if (twin !== undefined && ports[part as PortName] > 0) {
      problems.push(
        `${name} and ${twin[1][0]} are both ${ports[part as PortName]}: they need two ports.`,
      );
    }
  }
  const demoData = readDemoData(args, problems);
  if (problems.length > 0) throw new StartProblem(problems.join('\n'));
  return { ports, demoData, dataFolder: env.DATA_FOLDER?.trim() || '.data' };
}

/** What to do about a port that somebody else has, or that belongs to the system's administrator. */
export function portProblem(part: PortName, port: number, trouble: PortTrouble): StartProblem {
  const [name, usual] = PORTS[part];
  if (trouble === 'forbidden') {
    const advice = `Choose one above 1023: ${name}=${usual} npm start`;
    return new StartProblem(`Port ${port} on 127.0.0.1 may not be used by you. ${advice}`);
  }
  const other = port + 100 > PORT_MAX ? port - 100 : port + 100;
  return new StartProblem(
    `Port ${port} on 127.0.0.1 is taken. Stop what listens there, or choose another: ${name}=${other} npm start`,
  );
}

function readDemoData(args: readonly string[], problems: string[]): boolean {
  try {
    const options = { 'demo-data': { type: 'boolean', default: false } } as const;
    return parseArgs({ args: [...args], options }).values['demo-data'];
  } catch {
    problems.push(
      `"${args.join(' ')}" is not understood: npm start takes -- --demo-data, and nothing else.`,
    );
    return false;
  }
}
