/** API Gateway answers 404 by itself for whatever its specification leaves out. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { gatewaySpecification } from '../../setup/gateway/specification.ts';
import { memorySite } from '../doubles/memory-site.ts';

interface Route {
  readonly path: string;
  readonly methods: readonly string[];
}

const file = new URL('../../docs/gateway-spec.json', import.meta.url);
const { routes } = JSON.parse(readFileSync(file, 'utf8')) as { readonly routes: readonly Route[] };

test('the gateway knows every route that the API description tells of', async () => {
  const { ask } = await memorySite();
  const { paths } = (await (await ask('/openapi.json')).json()) as { readonly paths: object };
  expect(routes.map(({ path }) => path)).toEqual(expect.arrayContaining(Object.keys(paths)));
});

test.each(routes)('$path of the gateway is a route of ours, for any method', async (route) => {
  const { ask } = await memorySite({ REPORT_TOKEN: 'owner' });
  expect((await ask(route.path)).status).not.toBe(404);
  expect(route.methods).toEqual(['ANY']);
});

test('is what setup makes from the table of routes', () => {
  const functionId = 'ocid1.fnfunc.oc1..REPLACE_WITH_YOUR_FUNCTION';
  const byPath = (list: readonly Route[]) =>
    [...list].sort((one, other) => one.path.localeCompare(other.path));
  const { routes: made, ...policies } = gatewaySpecification(functionId);
  const { routes: written, ...writtenPolicies } = JSON.parse(readFileSync(file, 'utf8'));
  expect(byPath(made)).toEqual(byPath(written));
  expect(policies).toEqual(writtenPolicies);
});
