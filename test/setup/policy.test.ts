/** The statements that setup writes: what a counter needs, for one site, and nothing more. */
import { describe, expect, test } from 'vitest';
import {
  functionStatements,
  matchingRule,
  sameStatements,
  userStatements,
} from '../../setup/policy.ts';

const PLACE = {
  compartmentId: 'ocid1.compartment.oc1..c',
  bucket: 'a-bucket',
  object: 'blog.json',
};

describe('a user', () => {
  const [objects = '', topic = ''] = userStatements('counters', 'ocid1.user.oc1..u', PLACE);

  test('may read, create and overwrite one object of one bucket, and is the only one who may', () => {
    expect(objects).toBe(
      "Allow group counters to {OBJECT_READ, OBJECT_CREATE, OBJECT_OVERWRITE} in compartment id ocid1.compartment.oc1..c where all {target.bucket.name='a-bucket', target.object.name='blog.json', request.user.id='ocid1.user.oc1..u'}",
    );
  });

  test('may publish, and neither list nor delete anything', () => {
    expect(topic).toContain('{ONS_TOPIC_PUBLISH}');
    expect(objects + topic).not.toMatch(/DELETE|INSPECT|manage|family|tenancy/);
  });
});

test('the Function gets the same by its dynamic group, and the gateway may call it', () => {
  const [objects, topic, gateway] = functionStatements('functions', PLACE);
  expect(objects).toMatch(
    /^Allow dynamic-group functions to .*target\.object\.name='blog\.json'}$/,
  );
  expect(topic).toMatch(/^Allow dynamic-group functions to \{ONS_TOPIC_PUBLISH\}/);
  expect(gateway).toContain("request.principal.type='ApiGateway'");
  expect(matchingRule(PLACE.compartmentId)).toContain(PLACE.compartmentId);
});

test('statements are the same in any order and with any spaces, and not with another word', () => {
  expect(sameStatements(['Allow  a', 'Allow b'], ['Allow b ', 'Allow a'])).toBe(true);
  expect(sameStatements(['Allow a'], ['Allow a', 'Allow b'])).toBe(false);
  expect(sameStatements(['Allow a'], ['Allow c'])).toBe(false);
});
