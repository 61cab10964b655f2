/** How many days plot and table show: what is chosen beside the plot. */
import { all } from './page.ts';

const spans = all<HTMLInputElement>('[name=span]');

/** The last of the rows, as many as are chosen. */
export function inSpan<T>(rows: readonly T[]): readonly T[] {
  const days = Number(spans.find(({ checked }) => checked)?.value);
  return rows.slice(-days);
}

export function onSpanChange(listener: () => void): void {
  for (const span of spans) span.addEventListener('change', listener);
}
