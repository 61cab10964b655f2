/** The emulator on its own: `npm run emulator`. Ctrl-C ends it; its data stays. */
import { explainFileTrouble } from '../file-trouble.ts';
import { stopWanted } from '../stop-wanted.ts';
import { writeCredentials } from './credentials.ts';
import { parseEmulatorSettings } from './emulator-settings.ts';
import { readKeyFile } from './key-registry.ts';
import { startOciEmulator } from './oci-emulator.ts';

const ANOTHER_FOLDER = 'take another folder: OCI_DATA_FOLDER=.data/other-oci npm run emulator';

async function main(): Promise<void> {
  const stop = stopWanted();
  const { keyFile, bucket, ...settings } = parseEmulatorSettings(process.env);
  const keys = keyFile === undefined ? [] : await readKeyFile(keyFile);
  const print = (text: string) => console.log(text);
  const options = { ...settings, keys, buckets: [bucket], print };
  const emulator = await startOciEmulator(options).catch((error: unknown) => {
    const words = explainFileTrouble(error, settings.dataFolder, ANOTHER_FOLDER);
    throw words === undefined ? error : new Error(words, { cause: error });
  });
  console.log(`OCI emulator on ${emulator.url} (bucket ${bucket} in ${settings.dataFolder})`);
  console.log(`Published messages: ${emulator.url}/outbox`);
  if (keyFile === undefined) {
    const files = await writeCredentials(emulator, settings.dataFolder);
    console.log(`Settings that may use it: ${files.edge}, ${files.function}`);
  }
  await stop;
  await emulator.close();
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  },
);
