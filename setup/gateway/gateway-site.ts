/** What a plan of the gateway path is made for, and what its steps learn beside the edge's. */

import type { EdgeKnown } from '../known.ts';
import type { Asker } from '../questions.ts';
import type { SaltSite } from '../steps/salt-step.ts';
import type { ImageBuilder } from './image-builder.ts';

export interface GatewayKnown extends EdgeKnown {
  readonly networkId: string;
  readonly routeTableId: string;
  readonly internetGatewayId: string;
  readonly securityListId: string;
  readonly subnetId: string;
  readonly applicationId: string;
  /** As the application has it. */
  readonly config: Readonly<Record<string, string>>;
  readonly hasImage: boolean;
  readonly functionId: string;
  readonly gatewayId: string;
  readonly logGroupId: string;
}

export interface GatewaySite extends SaltSite {
  /** Names this version of the Function's code. */
  readonly codeTag: string;
  readonly images: ImageBuilder;
  /** Settings that are no secrets. */
  readonly vars: Readonly<Record<string, string>>;
  readonly givenToken: string | undefined;
  readonly newToken: boolean;
  readonly asker: Asker;
}

/** What the gateway path's own resources are called beside the site's names. */
export const DYNAMIC_GROUP = 'visitor-counter-functions';
export const SHARED_NAME = 'visitor-counter';
