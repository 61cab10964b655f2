/**
 * A badge as SVG, with the measures of shields.io's, so that it stands beside theirs: two boxes, a text
 * in the middle of each. Presentation attributes alone: no style, no script, nothing to load. Pure.
 */
import { hexOf, isLight } from './badge-color.ts';
import { graphemesOf, type TextWidth, textWidth } from './text-width.ts';

export interface Badge {
  readonly label: string;
  readonly message: string;
  /** A name or hex, as badge-color.ts has them; anything else is blue. */
  readonly color: string;
  readonly style: BadgeStyle;
}

/** What tells one style from another. Measures are pixels. */
interface Look {
  readonly height: number;
  readonly fontPx: number;
  readonly baseline: number;
  /** On each side of a text. */
  readonly padding: number;
  /** By how much both texts are moved towards where the boxes meet. */
  readonly inset: number;
  /** Rounded corners, a sheen and a shadow below each letter. */
  readonly isRaised: boolean;
  /** Capitals, spaced, the message bold. */
  readonly isLarge: boolean;
}

const SMALL = { height: 20, fontPx: 11, baseline: 14, padding: 5, inset: 1, isLarge: false };

const LOOKS = {
  flat: { ...SMALL, isRaised: true },
  'flat-square': { ...SMALL, isRaised: false },
  'for-the-badge': {
    ...{ height: 28, fontPx: 10, baseline: 17.5, padding: 12, inset: 0 },
    ...{ isRaised: false, isLarge: true },
  },
} as const satisfies Readonly<Record<string, Look>>;

export type BadgeStyle = keyof typeof LOOKS;
export const BADGE_STYLES = Object.keys(LOOKS) as [BadgeStyle, ...BadgeStyle[]];

interface Box {
  readonly text: string;
  readonly textWidth: TextWidth;
  readonly weight: 'regular' | 'bold';
  readonly x: number;
  readonly width: number;
  /** Where the middle of the text is. */
  readonly middle: number;
  readonly fill: string;
}

const LABEL_FILL = '#555';
const MESSAGE_FILL = '#007ec6';

export function drawBadge({ label, message, color, style }: Badge): string {
  const look: Look = LOOKS[style];
  const left = placeBox(look, { text: label, x: 0, fill: LABEL_FILL, isLabel: true });
  const fill = hexOf(color) ?? MESSAGE_FILL;
  const right = placeBox(look, { text: message, x: left.width, fill, isLabel: false });
  const width = left.width + right.width;
  const title = escapeXml(`${label}: ${message}`);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${look.height}"`,
    ` role="img" aria-label="${title}"><title>${title}</title>`,
    look.isRaised ? raisedBoxes(look, [left, right], width) : plainBoxes(look, [left, right]),
    // Ten times as large and scaled down: browsers round letters of whole sizes to whole pixels.
    `<g text-anchor="middle" font-family="Verdana,Geneva,DejaVu Sans,sans-serif"`,
    ` text-rendering="geometricPrecision" font-size="${look.fontPx * 10}">`,
    drawText(look, left),
    drawText(look, right),
    '</g></svg>',
  ].join('');
}

function placeBox(
  look: Look,
  { text, x, fill, isLabel }: { text: string; x: number; fill: string; isLabel: boolean },
): Box {
  const shown = look.isLarge ? text.toUpperCase() : text;
  const weight = look.isLarge && !isLabel ? 'bold' : 'regular';
  const { px, exact } = textWidth(shown, look.fontPx, weight);
  const textPx = look.isLarge ? Math.floor(px) + SPACING_PX * graphemesOf(shown).length : toOdd(px);
  const width = textPx + 2 * look.padding;
  const middle = x + width / 2 + (isLabel ? look.inset : -look.inset);
  return { text: shown, textWidth: { px: textPx, exact }, weight, x, width, middle, fill };
}

/** Between the letters of a large badge. */
const SPACING_PX = 1.25;

/** An odd width puts the middle on half a pixel, and so more letters on whole ones. */
function toOdd(px: number): number {
  return Math.floor(px) | 1;
}

function plainBoxes(look: Look, boxes: readonly Box[]): string {
  return `<g shape-rendering="crispEdges">${drawBoxes(look, boxes)}</g>`;
}

function raisedBoxes(look: Look, boxes: readonly Box[], width: number): string {
  const whole = `<rect width="${width}" height="${look.height}"`;
  return [
    '<linearGradient id="s" x2="0" y2="100%"><stop offset="0" stop-color="#bbb" stop-opacity=".1"/>',
    '<stop offset="1" stop-opacity=".1"/></linearGradient>',
    `<clipPath id="r">${whole} rx="3"/></clipPath>`,
    `<g clip-path="url(#r)">${drawBoxes(look, boxes)}${whole} fill="url(#s)"/></g>`,
  ].join('');
}

function drawBoxes(look: Look, boxes: readonly Box[]): string {
  const rectangle = ({ x, width, fill }: Box) =>
    `<rect x="${x}" width="${width}" height="${look.height}" fill="${fill}"/>`;
  return boxes.map(rectangle).join('');
}

function drawText(look: Look, box: Box): string {
  const [color, shadow] = isLight(box.fill) ? ['#333', '#ccc'] : ['#fff', '#010101'];
  const line = (y: number, attributes: string) =>
    `<text x="${box.middle * 10}" y="${y * 10}" transform="scale(.1)" ${attributes}` +
    widthAttribute(look, box.textWidth) +
    (box.weight === 'bold' ? ' font-weight="bold"' : '') +
    `>${escapeXml(box.text)}</text>`;
  const below = `aria-hidden="true" fill="${shadow}" fill-opacity=".3"`;
  return (
    (look.isRaised ? line(look.baseline + 1, below) : '') + line(look.baseline, `fill="${color}"`)
  );
}

/** Where a width is a guess, letters must not be stretched to it. */
function widthAttribute(look: Look, { px, exact }: TextWidth): string {
  if (exact) return ` textLength="${px * 10}"`;
  return look.isLarge ? ` letter-spacing="${SPACING_PX * 10}"` : '';
}

const ENTITIES = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function escapeXml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character as keyof typeof ENTITIES]);
}
