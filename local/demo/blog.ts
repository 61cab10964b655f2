/** The pages of the demo blog: three posts, each with its views, and an index that shows those of all. */
import { readFileSync } from 'node:fs';

export interface Post {
  readonly path: `/posts/${string}/`;
  readonly title: string;
  /** As its readers see it. */
  readonly date: string;
}

export const POSTS: readonly Post[] = [
  { path: '/posts/read-to-the-end/', title: 'Writing that is read to the end', date: '3 November' },
  { path: '/posts/ledger/', title: 'A ledger that loses nothing', date: '12 September' },
  { path: '/posts/forty-minutes/', title: 'From four hours to forty minutes', date: '27 June' },
];

/** Through which of the counters a page counts; `query` leads its links to pages that do alike. */
export interface Way {
  readonly name: string;
  readonly counterUrl: string;
  readonly query: '' | '?through=gateway';
}

const file = (name: string) => readFileSync(new URL(name, import.meta.url), 'utf8').trimEnd();
const LAYOUT = file('layout.html');
export const STYLE = file('blog.css');

/** The pages by their paths. */
export function blogPages(way: Way, other: Way): ReadonlyMap<string, string> {
  const layOut = (path: string, title: string, content: string) =>
    fill(LAYOUT, {
      PATH: path,
      TITLE: title,
      CONTENT: content,
      COUNTER: way.counterUrl,
      QUERY: way.query,
      THROUGH: way.name,
      SWITCH: path + other.query,
      OTHER: other.name,
    });
  const items = POSTS.map((post) => listItem(post, way));
  const index = `<h1>Notes on slow machines</h1><ul class="posts">${items.join('')}</ul>`;
  return new Map([
    ['/', layOut('/', 'Ada Example', index)],
    ...POSTS.map((post) => [post.path, layOut(post.path, post.title, article(post))] as const),
  ]);
}

function listItem({ path, title, date }: Post, { query }: Way): string {
  return `<li><a href="${path}${query}">${title}</a>
    <span>${date} · views: <strong data-visitor-page="${path}">–</strong></span></li>`;
}

function article({ path, title, date }: Post): string {
  const text = file(`.${path.slice(0, -1)}.html`);
  return `<article><h1>${title}</h1>
    <p class="note">${date} · views: <strong data-visitor-page>–</strong></p>${text}</article>`;
}

/** The values are our own addresses and words: nothing in them needs escaping. */
function fill(template: string, values: Readonly<Record<string, string>>): string {
  return template.replaceAll(/\{\{([A-Z]+)\}\}/g, (_, name: string) => values[name] ?? '');
}
