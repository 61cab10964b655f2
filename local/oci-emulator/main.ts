/** The emulator on its own: `node local/oci-emulator/main.ts`. Ctrl-C ends it; its data stays. */
import { writeCredentials } from './credentials.ts';
import { parseEmulatorSettings } from './emulator-settings.ts';
import { readKeyFile } from './key-registry.ts';
import { startOciEmulator } from './oci-emulator.ts';

async function main(): Promise<void> {
  const { keyFile, bucket, ...settings } = parseEmulatorSettings(process.env);
  const keys = keyFile === undefined ? [] : await readKeyFile(keyFile);
  const emulator = await startOciEmulator({
    ...settings,
    keys,
    buckets: [bucket],
    print: (text) => console.log(text),
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      void emulator.close().then(() => process.exit(0));
    });
  }
  console.log(`OCI emulator on ${emulator.url} (bucket ${bucket} in ${settings.dataFolder})`);
  console.log(`Published messages: ${emulator.url}/outbox`);
  if (keyFile === undefined) {
    const files = await writeCredentials(emulator, settings.dataFolder);
    console.log(`Settings that may use it: ${files.edge}, ${files.function}`);
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
