/**
 * JSON in lines that a mail leaves alone: a line for each name, and lists of numbers filled like text. A
 * long string keeps its line: a break inside would change it. Pure.
 */

/** A list over several lines; no string has a line break in it, so none is taken for one. */
const NUMBERS = /\[\n[-\d.,\s]+\]/g;
/** Long enough that no list ends in a line of one number, short enough for the name before it. */
const PART_OF_LIST = /.{40,58},/g;

export function jsonLines(value: unknown): string {
  return JSON.stringify(value, undefined, 1).replace(NUMBERS, (list) =>
    list.replace(/\s/g, '').replace(PART_OF_LIST, '$&\n   '),
  );
}
