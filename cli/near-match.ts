/** Finds the known word that was probably meant by an unknown one. Pure. */

/** No suggestion beyond this many letters of difference. */
const DISTANCE_MAX = 2;

/** `: did you mean …?`, to be put behind a sentence; empty where no word is near. */
export function suggestion(word: string, known: readonly string[]): string {
  const near = nearMatch(word, known);
  return near === undefined ? '' : `: did you mean ${near}?`;
}

/** The nearest of the known words, whatever its case; a short word must be nearer than a long one. */
export function nearMatch(word: string, known: readonly string[]): string | undefined {
  const distanceMax = Math.min(DISTANCE_MAX, Math.floor(word.length / 2));
  const [nearest] = known
    .map((name) => ({ name, distance: editDistance(word.toLowerCase(), name.toLowerCase()) }))
    .filter(({ distance }) => distance <= distanceMax)
    .sort((first, second) => first.distance - second.distance);
  return nearest?.name;
}

/** Letters to add, to leave out or to change (Levenshtein); two that changed places are one. */
function editDistance(from: string, to: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row += 1) {
    const next = [row];
    for (let column = 1; column <= to.length; column += 1) {
      const isSame = from[row - 1] === to[column - 1];
      const isSwap = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      next[column] = Math.min(
        (last[column] ?? 0) + 1,
        (next[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (isSame ? 0 : 1),
        isSwap && row > 1 && column > 1 ? (beforeLast[column - 2] ?? 0) + 1 : Infinity,
      );
    }
    beforeLast = last;
    last = next;
  }
  return last[to.length] ?? 0;
}
