/**
 * All parts of the counter on this machine, started one after the other and stopped in the opposite
 * order: what started before a part failed is stopped again, so nothing is left behind.
 */
import { chmod, glob, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { serialiseDocument } from '../shared/counter/document.ts';
import { saltFingerprint } from '../shared/counter/visit.ts';
import { buildBoth } from './build.ts';
import { makeDemoDocument } from './demo/demo-data.ts';
import { startDemo } from './demo/demo-server.ts';
import { startEdge } from './edge.ts';
import { findPortTrouble } from './free-port.ts';
import { startGateway } from './gateway/gateway.ts';
import { type KeptSecrets, keepSecrets } from './kept-secrets.ts';
import { apiKeyEnvironment } from './oci-emulator/api-key.ts';
import { DEFAULT_BUCKET, type OciEmulator, startOciEmulator } from './oci-emulator/oci-emulator.ts';
import { writeSettingsFile } from './settings-file.ts';
import { type PortName, portProblem, StartProblem, type StartSettings } from './start-settings.ts';
import type { Addresses } from './welcome.ts';

export interface LocalCounter {
  readonly addresses: Addresses;
  readonly reportToken: string;
  /** For the command line, as long as this runs. */
  readonly settingsFile: string;
  /** Stops every part; the first error is thrown once all were tried. */
  stop(): Promise<void>;
}

const OBJECT = 'counter.json';
const EXACT_VISITORS_MAX = 2_048;
const TOPIC_OCID = 'ocid1.onstopic.oc1..reports';
/** As a deployment on API Gateway has one. */
const GATEWAY_PREFIX = '/v1';

/** @throws StartProblem, which says what to do */
export async function startLocalCounter(
  settings: StartSettings,
  print: (text: string) => void,
): Promise<LocalCounter> {
  for (const [part, port] of Object.entries(settings.ports)) {
    const trouble = await findPortTrouble(port);
    if (trouble !== undefined) throw portProblem(part as PortName, port, trouble);
  }
  const stops: (() => Promise<void>)[] = [];
  try {
    return await startParts(settings, print, stops);
  } catch (error) {
    await stopAll(stops).catch(() => undefined);
    throw error;
  }
}

/** `stops` gets what ends each part, as soon as the part runs. */
async function startParts(
  { dataFolder, demoData, ports }: StartSettings,
  print: (text: string) => void,
  stops: (() => Promise<void>)[],
): Promise<LocalCounter> {
  const ociFolder = await ownFolder(dataFolder, 'oci');
  // First of all, since it locks its folder: nothing else of a running counter's may be touched.
  const oci = await startOciEmulator({
    dataFolder: ociFolder,
    port: ports.oci,
    topics: [TOPIC_OCID],
    print,
  });
  stops.push(() => oci.close());
  const edgeFolder = await ownFolder(dataFolder, 'edge');
  await removeKeptAddresses(edgeFolder);
  const secrets = await keepSecrets(dataFolder);
  print('Building the Worker and the Function …');
  buildBoth();
  print('Starting the parts …');
  if (demoData) await fillWithDemoData(oci, secrets.salt);
  const common = settingsOfBoth(oci, secrets, ports.edge);
  const vars = { ...common, ...apiKeyEnvironment(await oci.addApiKey()) };
  const settingsFile = join(dataFolder, 'cli.env');
  await writeSettingsFile(settingsFile, vars);
  stops.push(() => rm(settingsFile));
  const edge = await startEdge({ port: ports.edge, dataFolder: edgeFolder, vars }, print);
  stops.push(() => edge.close());
  const gateway = await startGateway({
    port: ports.gateway,
    prefix: GATEWAY_PREFIX,
    functionPath: 'dist/function/func.js',
    env: { ...common, ...(await oci.addResourcePrincipal()) },
    onOutput: print,
  });
  stops.push(() => gateway.close());
  const demo = await startDemo({ port: ports.demo, edgeUrl: edge.url, gatewayUrl: gateway.url });
  stops.push(() => demo.close());
  return {
    addresses: { demo: demo.url, edge: edge.url, gateway: gateway.url, oci: oci.url },
    reportToken: secrets.reportToken,
    settingsFile,
    stop: () => stopAll(stops),
  };
}

/** A folder inside the data folder, for its owner alone; one that an older version made is closed to others. */
async function ownFolder(dataFolder: string, name: string): Promise<string> {
  const path = join(dataFolder, name);
  await mkdir(path, { recursive: true, mode: 0o700 });
  await chmod(path, 0o700);
  return path;
}

/** Version 1.0.0 let workerd keep the addresses of requests, ids and tokens in them, for all to read. */
async function removeKeptAddresses(edgeFolder: string): Promise<void> {
  for await (const name of glob('*/observability', { cwd: edgeFolder })) {
    await rm(join(edgeFolder, name), { recursive: true, force: true });
  }
}

/** The settings that Worker and Function share; each has its own way to prove who it is. */
function settingsOfBoth(oci: OciEmulator, { reportToken, salt }: KeptSecrets, edgePort: number) {
  return {
    OBJECT,
    OCI_REGION: oci.region,
    OCI_OBJECT_STORAGE_URL: oci.url,
    OCI_NOTIFICATIONS_URL: oci.url,
    TOPIC_OCID,
    SALT: salt,
    REPORT_TOKEN: reportToken,
    SITE_NAME: 'Ada Example',
    COUNTER_URL: `http://127.0.0.1:${edgePort}`,
  };
}

/** Never over what somebody has counted. */
async function fillWithDemoData(oci: OciEmulator, salt: string): Promise<void> {
  const document = await makeDemoDocument(Date.now(), salt, EXACT_VISITORS_MAX);
  const text = serialiseDocument({ ...document, salt: await saltFingerprint(salt) });
  if (await oci.createObject(DEFAULT_BUCKET, OBJECT, text)) return;
  throw new StartProblem(
    '--demo-data fills an empty counter only, and this one has counted already. ' +
      'Use another folder for it: DATA_FOLDER=.data/demo npm start -- --demo-data',
  );
}

async function stopAll(stops: (() => Promise<void>)[]): Promise<void> {
  const errors: unknown[] = [];
  for (const stop of stops.splice(0).reverse()) await stop().catch((error) => errors.push(error));
  if (errors.length > 0) throw errors[0];
}
