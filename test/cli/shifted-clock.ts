/** For `node --import`: a machine whose clock is CLOCK_AHEAD_MS ahead of the world's, or behind it. */
const RealDate = Date;
const aheadMs = Number(process.env.CLOCK_AHEAD_MS);

class ShiftedDate extends RealDate {
  constructor(...parts: readonly unknown[]) {
    if (parts.length === 0) super(RealDate.now() + aheadMs);
    else super(...(parts as [number]));
  }

  static override now(): number {
    return RealDate.now() + aheadMs;
  }
}

globalThis.Date = ShiftedDate as DateConstructor;
