/** The unsigned routes that people, tests and benchmarks in other processes use. */
import { request } from 'node:http';
import { expect, test } from 'vitest';
import { startEmulator, startWithClient } from './official-clients.ts';

function putFaults(url: string, settings: unknown): Promise<Response> {
  return fetch(`${url}/_emulator/faults`, { method: 'PUT', body: JSON.stringify(settings) });
}

test('faults are set, read and cleared over HTTP', async () => {
  const { emulator, client } = await startWithClient();
  const rule = { fault: 'throttled', request: 'getNamespace', times: 2, retryAfterSeconds: 3 };
  const set = await putFaults(emulator.url, { rules: [rule], latencyMs: { getObject: 1 } });
  expect(await set.json()).toEqual({ rules: [{ ...rule, hits: 0 }], latencyMs: { getObject: 1 } });
  await expect(client.getNamespace({})).rejects.toMatchObject({ statusCode: 429 });
  const read = await fetch(`${emulator.url}/_emulator/faults`);
  expect(await read.json()).toMatchObject({ rules: [{ hits: 1 }] });
  await fetch(`${emulator.url}/_emulator/faults`, { method: 'DELETE' });
  expect(await client.getNamespace({})).toEqual({ value: 'emulator' });
});

test.each([
  [{ rules: [{ fault: 'explode', request: 'putObject' }] }, 'rules[0].fault'],
  [{ rules: [{ fault: 'cut-before', request: 'getCoffee' }] }, 'rules[0].request'],
  [
    { rules: [{ fault: 'late-landing', request: 'getObject', landsAfterMs: 1 }] },
    'rules[0].request',
  ],
  [{ rules: [{ fault: 'cut-before', request: 'putObject', tims: 1 }] }, 'tims'],
  [{ latencyMs: { putObject: -1 } }, 'latencyMs.putObject'],
  ['nonsense', 'expected object'],
])('refuses the fault settings %j and says why', async (settings, reason) => {
  const emulator = await startEmulator();
  const answer = await putFaults(emulator.url, settings);
  expect(answer.status).toBe(400);
  expect(await answer.text()).toContain(reason);
});

test('a refused setting leaves the faults as they were', async () => {
  const emulator = await startEmulator();
  emulator.faults.set({ latencyMs: { getObject: 5 } });
  await putFaults(emulator.url, { latencyMs: { getObject: 'fast' } });
  expect(emulator.faults.latencyMs('getObject')).toBe(5);
});

test('request counts are read and reset over HTTP', async () => {
  const { emulator, client } = await startWithClient();
  await client.getNamespace({});
  const counts = await (await fetch(`${emulator.url}/_emulator/requests`)).json();
  expect(counts).toMatchObject({ getNamespace: 1, putObject: 0 });
  await fetch(`${emulator.url}/_emulator/requests`, { method: 'DELETE' });
  expect(emulator.requests.count('getNamespace')).toBe(0);
});

test('a page that rebinds its name to this machine gets nothing', async () => {
  const emulator = await startEmulator();
  const status = await new Promise((resolve, reject) => {
    const options = {
      port: emulator.port,
      path: '/outbox.json',
      headers: { host: 'evil.example' },
    };
    request(options, (answer) => resolve(answer.resume().statusCode))
      .on('error', reject)
      .end();
  });
  expect(status).toBe(403);
});

test('says what to do when the port is taken', async () => {
  const { port } = await startEmulator();
  await expect(startEmulator({ port })).rejects.toThrow(
    `Port ${port} on 127.0.0.1 is taken: stop what listens there`,
  );
});
