/** One kind of resource as its service's API shows it: where, by which names, and under which rules. */
import type * as z from 'zod/mini';
import type { Call } from '../call.ts';
import type { Permission } from '../grants.ts';
import type { RequestKind } from '../requests.ts';
import type { ServiceErrorCode } from '../service-error.ts';
import type { Resource, ResourceKind } from './resource.ts';
import type { Tenancy } from './tenancy.ts';

export type Fields = Readonly<Record<string, unknown>>;

export interface Operation {
  readonly request: RequestKind;
  readonly permission: Permission;
}

export interface Collection {
  readonly kind: ResourceKind;
  readonly path: string;
  /** Users, groups and policies: the same everywhere, changed in the home region alone. */
  readonly isGlobal: boolean;
  /** What the service calls the id and the name. */
  readonly idField: 'id' | 'topicId';
  readonly nameField: 'name' | 'displayName';
  /** What a name must differ from. Absent: from nothing. */
  readonly unique?: { readonly within: 'tenancy' | 'compartment'; readonly code: ServiceErrorCode };
  /** It lies in another resource, and in the compartment of that one. */
  readonly parent?: { readonly kind: ResourceKind; readonly field: string };
  /** A list answers `{"items":[…]}` in the place of a bare array. */
  readonly listsItems?: true;
  /** Its state until it is known, such as `CREATING`. */
  readonly settlesFrom?: string;
  /** Create and delete are answered by 202 without a body, and a work request tells the rest. */
  readonly isAnsweredLater?: true;
  /** What `Create…Details` and `Update…Details` hold; any other field is 501. */
  readonly details: z.ZodMiniObject;
  readonly changes?: z.ZodMiniObject;
  /** Beside compartment and name, by which fields a list can be narrowed. */
  readonly filters?: readonly string[];
  readonly list: Operation;
  readonly create: Operation;
  readonly get?: Operation;
  readonly update?: Operation;
  readonly remove?: Operation;
  /** Fields that the service adds; throws where it refuses. */
  readonly complete?: (fields: Fields, tenancy: Tenancy, id: string) => Fields;
  /** Why it cannot be deleted now. */
  readonly keptBy?: (resource: Resource, tenancy: Tenancy) => string | undefined;
  /** What else goes on or goes with it. */
  readonly afterCreate?: (resource: Resource, call: Call, tenancy: Tenancy) => Promise<void>;
  readonly afterRemove?: (resource: Resource, tenancy: Tenancy) => Promise<void>;
}
