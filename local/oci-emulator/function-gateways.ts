/**
 * The tenancy's gateways in action: finds the deployment of an address and runs its Function behind the local
 * gateway, with its configuration and its resource principal. What network or policies do not allow fails as
 * it does at Oracle: without a connection, or with a 500.
 */
import { request as sendRequest } from 'node:http';
import type { HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { type Gateway, startGateway } from '../gateway/gateway.ts';
import { Connection } from './connection.ts';
import { isGranted } from './grants.ts';
import { mintResourcePrincipal } from './resource-principal.ts';
import type { Specification } from './tenancy/api-gateway.ts';
import { unreachableBecause } from './tenancy/reachability.ts';
import type { Resource } from './tenancy/resource.ts';
import type { Tenancy } from './tenancy/tenancy.ts';
import type { TokenAuthority } from './token-authority.ts';

interface Running {
  /** Of the application and the Function that it was started for. */
  readonly version: string;
  readonly gateway: Gateway;
}

export class FunctionGateways {
  /** What Functions wrote, whose application has a log that is turned on. */
  readonly log: string[] = [];
  readonly #tenancy: Tenancy;
  readonly #authority: TokenAuthority;
  readonly #running = new Map<string, Running>();

  constructor(tenancy: Tenancy, authority: TokenAuthority) {
    this.#tenancy = tenancy;
    this.#authority = authority;
  }

  /** `path` with its query, as a browser asks `https://host` for it. */
  async answer(host: string, path: string, bindings: HttpBindings): Promise<Response> {
    const { inventory } = this.#tenancy;
    const gateway = inventory.list('apigateway').find(({ fields }) => fields.hostname === host);
    const subnetId = String(gateway?.fields.subnetId);
    if (gateway === undefined || unreachableBecause(subnetId, inventory) !== undefined) {
      return new Connection(bindings).cut();
    }
    const functionId = this.#functionAt(gateway, path, bindings.incoming.method ?? 'GET');
    if (functionId === undefined) return refuse(404, 'Not Found');
    const found = inventory.find('fnfunc', functionId);
    if (found === undefined || !this.#mayCall(gateway, found)) {
      return refuse(500, 'Internal Server Error');
    }
    const { url } = (await this.#start(found)).gateway;
    return await relay(url + path, bindings);
  }

  async close(): Promise<void> {
    await Promise.all([...this.#running.values()].map(({ gateway }) => gateway.close()));
    this.#running.clear();
  }

  #functionAt({ id }: Resource, path: string, method: string): string | undefined {
    const [name = ''] = path.split('?');
    for (const { fields } of this.#tenancy.inventory.list('apideployment')) {
      const { gatewayId, pathPrefix } = fields;
      const prefix = pathPrefix === '/' ? '' : String(pathPrefix);
      if (gatewayId !== id || !name.startsWith(prefix)) continue;
      const { routes } = fields.specification as Specification;
      const route = routes.find(
        (each) =>
          each.path === name.slice(prefix.length) &&
          each.methods.some((allowed) => allowed === 'ANY' || allowed === method),
      );
      if (route !== undefined) return route.backend.functionId;
    }
    return undefined;
  }

  /** By a policy for `any-user` whose principal is a gateway: without one each call is a 500. */
  #mayCall({ compartmentId }: Resource, called: Resource): boolean {
    const grants = this.#tenancy.grantsOfPrincipal({
      kind: 'resource',
      type: 'ApiGateway',
      compartmentId,
      dynamicGroups: [],
    });
    const compartments = this.#tenancy.inventory.lineage(called.compartmentId);
    return isGranted(grants, 'FN_INVOCATION', { compartments });
  }

  async #start(called: Resource): Promise<Running> {
    const { inventory, images, now } = this.#tenancy;
    const application = inventory.find('fnapp', String(called.fields.applicationId));
    const version = `${application?.etag} ${called.etag}`;
    const running = this.#running.get(called.id);
    if (running?.version === version) return running;
    await running?.gateway.close();
    const { region = this.#tenancy.homeRegion } = called;
    const principal = await mintResourcePrincipal(this.#authority, region, now(), { called });
    const gateway = await startGateway({
      port: 0,
      functionPath: images.get(String(called.fields.image)) ?? '',
      env: { ...configOf(application), ...configOf(called), ...principal },
      onOutput: (text) => this.#keepOutput(String(called.fields.applicationId), text),
    });
    const started = { version, gateway };
    this.#running.set(called.id, started);
    return started;
  }

  #keepOutput(applicationId: string, text: string): void {
    const isKept = this.#tenancy.inventory.list('log').some(({ fields }) => {
      const { source } = fields.configuration as { source: { resource: string } };
      return source.resource === applicationId && fields.isEnabled !== false;
    });
    if (isKept) this.log.push(text);
  }
}

function configOf(resource: Resource | undefined): Readonly<Record<string, string>> {
  return Object(resource?.fields.config);
}

/** Byte for byte: what the local gateway gets and gives is what tests look at. */
function relay(url: string, { incoming, outgoing }: HttpBindings): Promise<Response> {
  return new Promise((resolve, reject) => {
    const { headers, method } = incoming;
    const forwarded = sendRequest(url, { method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
      resolve(RESPONSE_ALREADY_SENT);
    });
    forwarded.once('error', reject);
    incoming.pipe(forwarded);
  });
}

/** In API Gateway's own words. */
function refuse(code: number, message: string): Response {
  return Response.json({ code, message }, { status: code });
}
