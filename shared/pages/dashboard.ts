/**
 * The dashboard: asks for the figures, and shows them or the one sight that says why there are none.
 * It asks when it opens, when it is told to, and once a minute while somebody looks at it.
 */

import type { SummaryReply } from '../summary/summary-schema.ts';
import {
  closeDialog,
  confirmReport,
  downloadBackup,
  downloadDays,
  mailReport,
} from './parts/actions.ts';
import { showFigures } from './parts/figures.ts';
import { stopWaiting, waitForFirstView } from './parts/first-view.ts';
import { formatTime } from './parts/numbers.ts';
import { all, fill, one } from './parts/page.ts';
import { problemOf } from './parts/problems.ts';
import { noteAsked, refreshWith } from './parts/refreshing.ts';
import { hasToken, keepToken, readStats } from './parts/requests.ts';
import { showSnippets } from './parts/snippets.ts';
import { showAllMonths } from './parts/tables.ts';
import { showTopLists } from './parts/top-lists.ts';

type Sight = 'loading' | 'ask' | 'down' | 'empty' | 'figures';

const field = one<HTMLInputElement>('#token');
const status = one('header [role=status]');

let shownSight: Sight = 'loading';
/** What is on the screen; absent before the first answer, and after the token was forgotten. */
let shown: SummaryReply | undefined;
/** Whether anybody may look, as far as we know: then there is a way back from the token. */
let isPublic = false;
/** The last question: what an earlier one is answered with comes too late. */
let asked = 0;

function show(sight: Sight, at = ''): void {
  // What had the focus is gone: the keyboard goes on from the top.
  if (sight !== shownSight && shownSight !== 'loading') one('h1').focus();
  shownSight = sight;
  for (const part of all('[data-sight]')) part.hidden = part.dataset.sight !== sight;
  const counts = sight === 'figures' || sight === 'empty';
  const withParts: Record<string, boolean> = {
    figures: sight === 'figures',
    owner: counts && hasToken(),
    guest: counts && !hasToken(),
    public: isPublic,
  };
  for (const part of all('[data-with]')) part.hidden = !withParts[part.dataset.with ?? ''];
  if (sight !== 'figures') showBanner('first', false);
  showBanner('stale', false);
  fill('at', at);
  if (sight === 'empty') waitForFirstView(() => refresh('itself'));
  else stopWaiting();
}

function showBanner(name: 'stale' | 'first', isShown: boolean): void {
  for (const banner of all(`[data-banner=${name}]`)) banner.hidden = !isShown;
}

/** By `itself` it says nothing to listeners unless there is news. */
async function refresh(by: 'hand' | 'itself' = 'hand'): Promise<void> {
  noteAsked();
  asked += 1;
  const question = asked;
  status.ariaLive = by === 'hand' ? 'polite' : 'off';
  if (by === 'hand' && shown === undefined) show('loading', 'Asking…');
  else if (by === 'hand') fill('at', 'Asking…');
  const answer = await readStats();
  if (question !== asked) return;
  if (answer.kind === 'ok') showAnswer(answer.value);
  else if (answer.error in WRONG_TOKEN) await askAgain(WRONG_TOKEN[answer.error]);
  else showProblem(answer.error);
}

/** What was on the screen is of more use than nothing, as long as it says from when it is. */
function showProblem(error: string): void {
  const { problem, remedy } = problemOf(error);
  if (shown === undefined) {
    show('down');
    fill('problem', problem);
    fill('remedy', remedy);
    return;
  }
  const at = formatTime(shown.at, shown.timeZone);
  fill('at', `As of ${at}`);
  fill('stale', `${problem}.`);
  fill('kept', `What you see is from ${at}.`);
  showBanner('stale', true);
}

function showAnswer(summary: SummaryReply): void {
  const { at, siteName = 'Visitor counter', totals } = summary;
  const isFirstView = shownSight === 'empty' && totals.count > 0;
  shown = summary;
  isPublic ||= !hasToken();
  document.title = `${siteName} · Dashboard`;
  fill('site', siteName);
  show(totals.count === 0 ? 'empty' : 'figures', `As of ${formatTime(at, summary.timeZone)}`);
  if (totals.count > 0) showFigures(summary);
  if (totals.count > 0) void showTopLists();
  if (!isFirstView) return;
  showBanner('first', true);
  fill('first', '🎉 Your first view is in: the counter counts.');
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

/** A wrong one stays in its field: it may lack a letter alone. */
function askForToken(complaint: string): void {
  keepToken('');
  shown = undefined;
  asked += 1;
  show('ask');
  one('#wrong').textContent = complaint;
  field.setAttribute('aria-invalid', String(complaint !== ''));
  if (complaint === '') field.value = '';
  field.focus();
  field.select();
}

const ACTIONS: Readonly<Record<string, (button: HTMLButtonElement) => unknown>> = {
  refresh: () => refresh(),
  ask: () => askForToken(''),
  forget() {
    keepToken('');
    shown = undefined;
    return refresh();
  },
  report: confirmReport,
  send: mailReport,
  close: closeDialog,
  download: downloadBackup,
  csv: () => shown && downloadDays(shown),
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
refreshWith(() => {
  if (shownSight !== 'ask' && shownSight !== 'loading') void refresh('itself');
});
