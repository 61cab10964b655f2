/**
 * The dashboard: asks for the figures, and shows them or the one sight that says why there are none.
 * It asks once when it opens and when it is told to, since each look may cost a store request.
 */

import type { SummaryReply } from '../summary/summary-schema.ts';
import { closeDialog, confirmReport, downloadDocument, mailReport } from './parts/actions.ts';
import { showFigures } from './parts/figures.ts';
import { formatTime } from './parts/numbers.ts';
import { all, fill, one } from './parts/page.ts';
import { problemOf } from './parts/problems.ts';
import { hasToken, keepToken, readStats } from './parts/requests.ts';
import { showSnippets } from './parts/snippets.ts';
import { showAllMonths } from './parts/tables.ts';

type Sight = 'loading' | 'ask' | 'down' | 'empty' | 'figures';

const field = one<HTMLInputElement>('#token');

let shownSight: Sight = 'loading';
/** Whether anybody may look, as far as we know: then there is a way back from the token. */
let isPublic = false;

function show(sight: Sight, at = ''): void {
  // What had the focus is gone: the keyboard goes on from the top.
  if (sight !== shownSight && shownSight !== 'loading') one('h1').focus();
  shownSight = sight;
  for (const part of all('[data-sight]')) part.hidden = part.dataset.sight !== sight;
  const counts = sight === 'figures' || sight === 'empty';
  const shown: Record<string, boolean> = {
    figures: sight === 'figures',
    owner: counts && hasToken(),
    guest: counts && !hasToken(),
    public: isPublic,
  };
  for (const part of all('[data-with]')) part.hidden = !shown[part.dataset.with ?? ''];
  fill('at', at);
}

async function refresh(): Promise<void> {
  if (shownSight === 'figures') fill('at', 'Asking…');
  else show('loading', 'Asking…');
  const answer = await readStats();
  if (answer.kind === 'ok') showAnswer(answer.value);
  else if (answer.error in WRONG_TOKEN) await askAgain(WRONG_TOKEN[answer.error]);
  else {
    const { problem, remedy } = problemOf(answer.error);
    show('down');
    fill('problem', problem);
    fill('remedy', remedy);
  }
}

function showAnswer(summary: SummaryReply): void {
  const { at, siteName = 'Visitor counter', totals } = summary;
  isPublic ||= !hasToken();
  document.title = `${siteName} · Dashboard`;
  fill('site', siteName);
  show(totals.count === 0 ? 'empty' : 'figures', `As of ${formatTime(at)}`);
  if (totals.count > 0) showFigures(summary);
}

/** What is wrong with a token, by the counter's words. */
const WRONG_TOKEN: Readonly<Record<string, string>> = {
  forbidden: 'That is not the token, or the counter has none set.',
  'too-many-requests':
    'That is not the token, and too many were tried. The right one is taken at any time.',
};

/** A wrong token must not keep figures away that anybody may see. */
async function askAgain(complaint = ''): Promise<void> {
  const wasWrong = hasToken();
  keepToken('');
  if (wasWrong && !isPublic) isPublic = (await readStats()).kind === 'ok';
  askForToken(wasWrong ? complaint : '');
}

function askForToken(complaint: string): void {
  keepToken('');
  show('ask');
  one('#wrong').textContent = complaint;
  field.setAttribute('aria-invalid', String(complaint !== ''));
  field.value = '';
  field.focus();
}

const ACTIONS: Readonly<Record<string, (button: HTMLButtonElement) => unknown>> = {
  refresh,
  ask: () => askForToken(''),
  forget() {
    keepToken('');
    return refresh();
  },
  report: confirmReport,
  send: mailReport,
  close: closeDialog,
  download: downloadDocument,
  months: showAllMonths,
};

one('form').addEventListener('submit', (event) => {
  event.preventDefault();
  keepToken(field.value);
  void refresh();
});
for (const button of all<HTMLButtonElement>('[data-do]')) {
  button.addEventListener('click', () => ACTIONS[button.dataset.do ?? '']?.(button));
}
showSnippets();
void refresh();
