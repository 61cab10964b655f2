/** What was measured -> a Markdown table. Pure; the numbers come formatted, each with its unit. */

export interface BenchmarkRow {
  readonly what: string;
  readonly measured: string;
  /** What must be reached, in words; absent where a figure is only shown. */
  readonly target?: string;
  readonly reached?: boolean;
}

export function renderTable(rows: readonly BenchmarkRow[]): string {
  const cells = rows.map(({ what, measured, target = '', reached }) => [
    what,
    measured,
    target,
    reached === undefined ? '' : reached ? 'yes' : '**no**',
  ]);
  const lines = [
    ['what', 'measured', 'must reach', 'reached'],
    ['---', '---', '---', '---'],
  ];
  return [...lines, ...cells].map(renderLine).join('\n');
}

/** A bar inside a cell would end it. */
function renderLine(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

/** With separators and, below 100, as many digits as make three. */
export function formatNumber(value: number): string {
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return value.toLocaleString('en-US', { maximumFractionDigits: digits });
}

export function formatKib(bytes: number): string {
  return `${formatNumber(bytes / 1024)} KiB`;
}
