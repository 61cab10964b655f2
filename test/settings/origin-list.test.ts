/** Which pages a list of origins lets in: its subdomains are those of the same scheme and port alone. */
import { describe, expect, it } from 'vitest';
import { isListedOrigin } from '../../shared/settings/origin-list.ts';

const LISTED = ['https://site.example', 'https://*.example.com', 'http://*.localhost:8080'];

describe('a list of origins', () => {
  it.each([
    'https://site.example',
    'https://www.example.com',
    'https://a.b.c.example.com',
    'https://xn--mller-kva.example.com',
    'http://blog.localhost:8080',
  ])('lets in %s', (origin) => {
    expect(isListedOrigin(origin, LISTED)).toBe(true);
  });

  it.each([
    'https://example.com',
    'https://.example.com',
    'https://a..example.com',
    'https://*.example.com.stranger.example',
    'https://www.example.com.stranger.example',
    'https://stranger-example.com',
    'https://stranger.example/.example.com',
    'https://stranger.example:1.example.com',
    'https://stranger.example?.example.com',
    'https://stranger.example#.example.com',
    'https://me@www.example.com',
    'http://www.example.com',
    'https://www.example.com:8443',
    'http://blog.localhost',
    'https://www.site.example',
    'null',
    '',
  ])('does not let in %j', (origin) => {
    expect(isListedOrigin(origin, LISTED)).toBe(false);
  });
});
