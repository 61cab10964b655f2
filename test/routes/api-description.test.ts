/** The API description names every route that is no page, script or picture of our own, and no other. */
import { expect, test } from 'vitest';
import { describeApi } from '../../scripts/api-description.ts';
import { ROUTES } from '../../shared/route-table.ts';
import { memorySite } from '../doubles/memory-site.ts';

const { paths } = describeApi() as {
  readonly paths: Readonly<Record<string, Readonly<Record<string, object>>>>;
};

test('every route is described, with its methods', () => {
  const described = Object.entries(paths).map(([path, { parameters: _, ...operations }]) => [
    path,
    Object.keys(operations).map((method) => method.toUpperCase()),
  ]);
  const routed = Object.entries(ROUTES).map(([path, { methods }]) => [path, methods]);
  expect(Object.fromEntries(described)).toEqual(Object.fromEntries(routed));
});

test.each(Object.entries(ROUTES))('%s wants the token as it is described', async (path, route) => {
  const { ask } = await memorySite({ REPORT_TOKEN: 'secret' });
  const [method = 'GET'] = route.methods;
  const operation: { readonly security?: object[] } = paths[path]?.[method.toLowerCase()] ?? {};
  const { security } = operation;
  const isNeeded = (await ask(path, { method })).status === 403;
  if (route.access.startsWith('owner')) expect(isNeeded).toBe(true);
  if (isNeeded) expect(security).toBeDefined();
  if (route.access === 'owner') expect(security).toEqual([{ token: [] }, { tokenInQuery: [] }]);
  if (route.access === 'allowed-page') expect(security).toBeUndefined();
  // Anybody may, for some of it.
  if (security !== undefined && route.access !== 'owner') expect(security).toContainEqual({});
});
