import { describe, expect, test } from 'vitest';
import { Admission, overloaded, REQUESTS_MAX } from '../../worker/admission.ts';

function fill(admission: Admission, nowMs: number): (number | undefined)[] {
  return Array.from({ length: REQUESTS_MAX }, () => admission.enter(nowMs));
}

describe('an isolate that serves all it can', () => {
  test('refuses one more, and takes one for each that has ended', () => {
    const admission = new Admission();
    const [ticket] = fill(admission, 0);
    expect(ticket).toBeDefined();
    expect(admission.enter(1)).toBeUndefined();
    if (ticket !== undefined) admission.leave(ticket);
    expect(admission.enter(2)).toBeDefined();
    expect(admission.enter(3)).toBeUndefined();
  });

  test('gives room back that a cut-off request held, a minute later and no earlier', () => {
    const admission = new Admission();
    fill(admission, 0);
    expect(admission.enter(59_999)).toBeUndefined();
    expect(fill(admission, 60_000)).not.toContain(undefined);
  });

  test('does not count an end twice', () => {
    const admission = new Admission();
    const [ticket] = fill(admission, 0);
    for (let time = 0; time < 3; time += 1) if (ticket !== undefined) admission.leave(ticket);
    expect(admission.enter(1)).toBeDefined();
    expect(admission.enter(1)).toBeUndefined();
  });
});

test('tells the refused when to try again, in an answer that any page can read', async () => {
  const answer = overloaded();
  expect(answer.status).toBe(503);
  expect(await answer.json()).toEqual({ ok: false, error: 'unavailable' });
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    'retry-after': '5',
    'cache-control': 'no-store',
    'access-control-allow-origin': '*',
  });
});
