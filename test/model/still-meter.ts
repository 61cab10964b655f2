/**
 * Reports one request a commit, whatever it took: how many were sent would tell states apart that have
 * one future. What a meter reports is tested elsewhere.
 */
import { RequestMeter } from '../../shared/commit/request-meter.ts';

export class StillMeter extends RequestMeter {
  override get unreported(): number {
    return 0;
  }

  override carriedBy(): number {
    return 1;
  }
}
