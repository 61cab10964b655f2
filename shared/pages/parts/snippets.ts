/** What owners paste elsewhere, with this counter's own address in it, and the buttons that copy it. */
import { all, BASE, fill } from './page.ts';

const SNIPPETS: Readonly<Record<string, string>> = {
  script: `<script async src="${BASE}counter.js"></script>

<p>
  Views: <span data-visitor-count>–</span>,
  visitors: <span data-visitor-unique>–</span>
</p>`,
  badge: `![views](${BASE}badge.svg)`,
};

const COPIED_MS = 2_000;

export function showSnippets(): void {
  for (const place of all('[data-snippet]')) {
    place.textContent = SNIPPETS[place.dataset.snippet ?? ''] ?? '';
    // A line that is too long is scrolled to, by keyboard too.
    if (place.parentElement !== null) place.parentElement.tabIndex = 0;
  }
  for (const button of all('[data-copy]')) {
    button.addEventListener('click', () => copy(button));
  }
}

async function copy(button: HTMLElement): Promise<void> {
  const said = (await write(button)) ? 'Copied' : 'Selected: press Ctrl+C';
  button.textContent = said;
  fill('said', said);
  setTimeout(() => {
    button.textContent = 'Copy';
    fill('said', '');
  }, COPIED_MS);
}

/** Without https there is no clipboard; the text is then selected, for the keyboard to copy. */
async function write(button: HTMLElement): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(SNIPPETS[button.dataset.copy ?? ''] ?? '');
    return true;
  } catch {
    const beside = button.parentElement ?? button;
    for (const place of all('code', beside)) getSelection()?.selectAllChildren(place);
    return false;
  }
}
