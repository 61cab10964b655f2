/** A second site has names of its own for all but what is shared. */
import { expect, test } from 'vitest';
import { namesOf, problemOfSite } from '../../setup/names.ts';

test('two sites share the group alone', () => {
  const first = Object.entries(namesOf(undefined));
  const second = new Map(Object.entries(namesOf('blog')));
  const same = first.filter(([name, value]) => second.get(name) === value).map(([name]) => name);
  expect(same).toEqual(['group']);
});

test.each(['blog', 'a', 'my-2nd-site'])('"%s" can be a site', (name) => {
  expect(problemOfSite(name)).toBeUndefined();
});

test.each(['', 'Blog', '-blog', 'blog-', 'a b', 'a.b', "x'", 'x'.repeat(43)])(
  '"%s" cannot, and is told what it must be',
  (name) => {
    expect(problemOfSite(name)).toContain('lower-case letters');
  },
);
