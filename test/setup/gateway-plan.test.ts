/**
 * The gateway's plan against an account at Oracle: broken off at every step, without docker, for a second site,
 * without a permission, and taken away. That what it makes counts is test/setup/gateway-views.test.ts.
 */
import { describe, expect, test } from 'vitest';
import { imageOf } from '../../setup/gateway/function-steps.ts';
import { gatewayPlan, gatewayRemoval } from '../../setup/gateway/gateway-plan.ts';
import type { GatewayKnown } from '../../setup/gateway/gateway-site.ts';
import { cloudShellCommands } from '../../setup/gateway/image-builder.ts';
import { SetupProblem } from '../../setup/problem.ts';
import { lookAtAll, makeAll, removable, removeAll, type Step } from '../../setup/step.ts';
import { type Oracle, startOracle } from './clouds.ts';
import { BUCKET, BUNDLE, make, QUIET, siteOf } from './gateway-world.ts';

const OWNER = ['Allow group OWNER to manage all-resources in tenancy'];

describe('the gateway’s plan', () => {
  test('broken off right before and right after each of its steps, goes on and ends whole', async () => {
    const oracle = await startOracle({ knownAfterMs: 0 });
    for (const { name } of gatewayPlan(await siteOf(oracle))) {
      for (const moment of ['before', 'after'] as const) {
        const steps = gatewayPlan(await siteOf(oracle)).map((step) =>
          step.name === name ? breaking(step, moment) : step,
        );
        await expect(makeAll(steps, {}, QUIET), `${moment} ${name}`).rejects.toThrow('killed');
      }
    }
    await make(await siteOf(oracle));
    expect((await make(await siteOf(oracle))).made).toEqual([]);
    const { inventory } = oracle.emulator.tenancy;
    for (const kind of [
      'vcn',
      'subnet',
      'fnapp',
      'fnfunc',
      'apigateway',
      'apideployment',
      'log',
    ] as const) {
      expect(inventory.list(kind), kind).toHaveLength(1);
    }
  });

  test('without docker says which commands build the image, and goes on once it is there', async () => {
    const oracle = await startOracle({ knownAfterMs: 0 });
    const push = async (image: string) => {
      throw new SetupProblem(cloudShellCommands(image));
    };
    const image = imageOf(await siteOf(oracle));
    await expect(make(await siteOf(oracle, { images: { push } }))).rejects.toThrow(
      `docker push ${image}`,
    );
    oracle.emulator.tenancy.images.set(image, BUNDLE);
    const { made } = await make(await siteOf(oracle, { images: { push } }));
    expect(made[0]).toBe('function');
  });

  test('gives a second site an application, policy and path of its own behind the one gateway', async () => {
    const oracle = await startOracle({ knownAfterMs: 0 });
    await make(await siteOf(oracle));
    const second = await make(await siteOf(oracle, { site: 'blog' }));
    expect(second.made).toEqual(
      expect.arrayContaining(['policy', 'application', 'function', 'deployment', 'log']),
    );
    for (const shared of ['bucket', 'dynamic group', 'network', 'subnet', 'gateway', 'image']) {
      expect(second.made).not.toContain(shared);
    }
    expect(second.known.url).toMatch(/\/blog$/);
  });

  async function takeAway(oracle: Oracle, site?: string): Promise<void> {
    const fresh = () => siteOf(oracle, site === undefined ? {} : { site });
    await removeAll(await lookAtAll(gatewayRemoval(await fresh()), {}), QUIET);
    expect(removable(await lookAtAll(gatewayRemoval(await fresh()), {}))).toEqual([]);
  }

  test('is taken away whole with its last site, without the document', async () => {
    const oracle = await startOracle({ knownAfterMs: 0 });
    await make(await siteOf(oracle));
    await make(await siteOf(oracle, { site: 'blog' }));
    const { account, namespace } = await siteOf(oracle);
    await account.writeObject(namespace, BUCKET, 'counter.json', '{}');
    const { inventory } = oracle.emulator.tenancy;
    await takeAway(oracle);
    expect(inventory.list('apigateway')).toHaveLength(1);
    expect(inventory.list('apideployment')).toHaveLength(1);
    await takeAway(oracle, 'blog');
    for (const kind of ['apigateway', 'apideployment', 'fnapp', 'subnet', 'vcn', 'log'] as const) {
      expect(inventory.list(kind), kind).toEqual([]);
    }
    expect(await account.findDynamicGroup('visitor-counter-functions')).toBeUndefined();
    expect(await account.objectNames(namespace, BUCKET)).toEqual(['counter.json']);
  });

  test('leaves the topic alone that an edge of the same site reports to', async () => {
    const oracle = await startOracle({ knownAfterMs: 0 });
    const { known } = await make(await siteOf(oracle));
    const { account } = await siteOf(oracle);
    await account.createUser('visitor-counter', 'me@example.com', {});
    await takeAway(oracle);
    const find = () => account.findTopic(known.compartmentId ?? '', 'visitor-counter');
    expect(await find()).toBeDefined();
  });

  test.each([
    ['VCN_CREATE', 'make the network'],
    ['FN_APP_CREATE', 'make the application'],
    ['API_GATEWAY_CREATE', 'make the gateway'],
    ['DYNAMIC_GROUP_CREATE', 'make the dynamic group'],
    ['LOG_GROUP_CREATE', 'make the log group'],
  ] as const)('without %s is told so in one sentence', async (permission, doing) => {
    const oracle = await startOracle({ knownAfterMs: 0 });
    await oracle.addProfile('OWNER', OWNER);
    oracle.emulator.tenancy.withheld.add(permission);
    const failed = await make(await siteOf(oracle, { profile: 'OWNER' })).catch((error) => error);
    expect(failed).toBeInstanceOf(SetupProblem);
    expect(failed.message).toMatch(new RegExp(`Could not ${doing}.*\`manage [a-z -]+\``));
  });
});

function breaking(step: Step<GatewayKnown>, moment: 'before' | 'after'): Step<GatewayKnown> {
  return {
    ...step,
    async look(known) {
      const look = await step.look(known);
      if (look.kind === 'there') throw new Error('killed');
      return look;
    },
    async make(known) {
      if (moment === 'after') await step.make(known);
      throw new Error('killed');
    },
  };
}
