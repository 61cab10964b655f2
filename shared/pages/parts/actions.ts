/** What the owner can have done: the report mailed, after a question, and what is counted as a file. */
import type { SummaryReply } from '../../summary/summary-schema.ts';
import { csvOf } from './csv.ts';
import { fill, one } from './page.ts';
import { problemOf } from './problems.ts';
import { readDocument, type SavedFile, sendReport } from './requests.ts';
import { daysOf } from './rows.ts';

const dialog = one<HTMLDialogElement>('dialog');
const sendButton = one('[data-do=send]');
const closeButton = one('[data-do=close]');

let sending = false;

/** A browser closes a dialog at a second Escape whatever we say: what is under way is shown again then. */
export function confirmReport(): void {
  if (!sending) {
    fill('sending', 'It goes to everybody who subscribed to the topic.');
    sendButton.hidden = false;
    closeButton.textContent = 'Cancel';
  }
  dialog.showModal();
}

export function closeDialog(): void {
  dialog.close();
}

/** Not repeated by itself: after an unclear answer the mail may be on its way. */
export async function mailReport(): Promise<void> {
  sending = true;
  sendButton.hidden = closeButton.hidden = true;
  fill('sending', 'Sending…');
  const answer = await sendReport();
  sending = closeButton.hidden = false;
  closeButton.textContent = 'Close';
  closeButton.focus();
  fill('sending', answer.kind === 'ok' ? 'Sent.' : `Not sent. ${sentence(answer.error)}`);
}

function sentence(error: string): string {
  if (error === 'misconfigured') return 'The setting TOPIC_OCID is missing.';
  // Notifications are asked as well as the store.
  if (error === 'unavailable') return 'Oracle did not take it, or did not answer in time.';
  return `${problemOf(error).problem}.`;
}

export async function downloadBackup(button: HTMLButtonElement): Promise<void> {
  button.disabled = true;
  fill('download', 'Downloading…');
  const answer = await readDocument();
  button.disabled = false;
  if (answer.kind === 'failed') {
    fill('download', `Not downloaded. ${problemOf(answer.error).problem}.`);
    return;
  }
  save(answer.value);
}

/** Of all days that are kept, whatever the plot shows. */
export function downloadDays(summary: SummaryReply): void {
  const content = new Blob([csvOf(daysOf(summary))], { type: 'text/csv' });
  save({ name: `days-${summary.today.date}.csv`, content });
}

function save({ content, name }: SavedFile): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
  fill('download', 'Downloaded.');
}

dialog.addEventListener('cancel', (event) => {
  if (sending) event.preventDefault();
});
