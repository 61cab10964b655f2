/** What browsers load, on both runtimes, and that at the edge no Worker runs for it. */
import { describe, expect, test } from 'vitest';
import { ASSETS } from '../../shared/assets/assets.ts';
import { expectRefusal } from './answers.ts';
import { describeAssets } from './assets.contract.ts';
import { useRuntime } from './runtime-lifetime.ts';
import { RUNTIMES } from './runtimes.ts';

describe.each(RUNTIMES)('$name', (kind) => {
  const runtime = useRuntime(kind);
  describeAssets(kind, runtime);

  test.runIf(kind.name === 'edge')('the Worker runs for the landing page alone', async () => {
    // The Worker says in words that it refuses a method; Cloudflare does not.
    const refused = Object.keys(ASSETS).map(async (path) => {
      const answer = await runtime().fetch(path, { method: 'POST' });
      return (await answer.text()) === '' ? [] : [path];
    });
    expect((await Promise.all(refused)).flat()).toEqual(['/']);
  });
});

describe.each(RUNTIMES)('$name with a wrong setting', (kind) => {
  const runtime = useRuntime(kind, { settings: { ALLOWED_ORIGINS: 'no origin' } });

  test('serves all of it nonetheless', async () => {
    await expectRefusal(runtime().fetch('/counter'), 'misconfigured');
    for (const path of Object.keys(ASSETS)) {
      expect([path, (await fetch(runtime().url + path)).status]).toEqual([path, 200]);
    }
  });
});
